import type { Lambda } from '../lambda/runtime.ts';
import { parseTarget } from '../lambda/target.ts';
import type { ResourceHandler } from '../services.ts';
import { only, optionalNumber, optionalText, text } from './properties.ts';

const MAX_AGE_S = 21_600;
const RETRIES = 2;

/** Retries, age and failure destination of asynchronous invocations. */
export const lambdaEventInvokeConfig = (lambda: Lambda): ResourceHandler => ({
  type: 'AWS::Lambda::EventInvokeConfig',
  supports: ['FunctionName', 'Qualifier', 'MaximumEventAgeInSeconds', 'MaximumRetryAttempts', 'DestinationConfig'],
  ignores: {},
  apply: (resource) => {
    only(resource, 'DestinationConfig.OnSuccess', []);
    const { name } = parseTarget(text(resource, 'FunctionName'));
    const qualifier = text(resource, 'Qualifier');
    lambda.configureEvents(`${name}:${qualifier}`, {
      retries: optionalNumber(resource, 'MaximumRetryAttempts') ?? RETRIES,
      maxAgeSeconds: optionalNumber(resource, 'MaximumEventAgeInSeconds') ?? MAX_AGE_S,
      onFailure: optionalText(resource, 'DestinationConfig.OnFailure.Destination'),
    });
    return { ref: `${name}|${qualifier}`, attributes: {} };
  },
  remove: (record) => lambda.configureEvents(record.ref.replace('|', ':'), undefined),
});
