import { CfnEventSourceMapping } from 'aws-cdk-lib/aws-lambda';
import { field, resolved } from './resolved.ts';
import type { Rule } from './rule.ts';

const bounded = (value: number | undefined): boolean => value !== undefined && value >= 0;

/** By default one bad record holds its shard up until it, and everything behind it, has expired. */
export const streamMappingsGiveUp: Rule = {
  name: 'StreamMappingsGiveUp',
  breach: (resource) => {
    if (!(resource instanceof CfnEventSourceMapping) || resource.startingPosition === undefined) return undefined;
    const onFailure = field(resolved(resource, resource.destinationConfig), 'onFailure');
    const missing = [
      resource.bisectBatchOnFunctionError === true ? [] : ['bisection'],
      bounded(resource.maximumRetryAttempts) ? [] : ['a bound of tries'],
      bounded(resource.maximumRecordAgeInSeconds) ? [] : ['a bound of age'],
      field(onFailure, 'destination') === undefined ? ['a destination for failures'] : [],
      resource.functionResponseTypes?.includes('ReportBatchItemFailures') ? [] : ['answers by record'],
      resource.startingPosition === 'TRIM_HORIZON' ? [] : ['TRIM_HORIZON, so that nothing is skipped'],
    ].flat();
    return missing.length === 0
      ? undefined
      : `a stream mapping without ${missing.join(', ')}: make it with StreamRoute.`;
  },
};
