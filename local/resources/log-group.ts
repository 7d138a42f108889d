import { arn } from '../account.ts';
import { physicalName } from '../physical-name.ts';
import type { ResourceHandler } from '../services.ts';
import { optionalText } from './properties.ts';

/** A name only: what functions print goes to a log file of each function. */
export const logGroup: ResourceHandler = {
  type: 'AWS::Logs::LogGroup',
  supports: ['LogGroupName'],
  ignores: {
    RetentionInDays: 'log files are bounded by their size',
    KmsKeyId: 'the data folder is readable by its owner only',
    Tags: 'there is no bill to divide',
  },
  apply: (resource) => {
    const name = optionalText(resource, 'LogGroupName') ?? physicalName(resource.stack, resource.logicalId, 255);
    return { ref: name, attributes: { Arn: arn('logs', `log-group:${name}:*`) } };
  },
};
