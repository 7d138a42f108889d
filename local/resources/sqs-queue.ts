import type { Addresses } from '../addresses.ts';
import { physicalName } from '../physical-name.ts';
import type { Resource, ResourceHandler } from '../services.ts';
import { queueArn, queueName, queueUrl } from '../sqs/queue-names.ts';
import { DEFAULT_SETTINGS, type QueueSettings } from '../sqs/queue-settings.ts';
import type { Queues } from '../sqs/queues.ts';
import { optionalNumber, optionalText } from './properties.ts';

const ms = (resource: Resource, property: string, fallback: number): number => {
  const seconds = optionalNumber(resource, property);
  return seconds === undefined ? fallback : seconds * 1000;
};

const redrive = (resource: Resource): QueueSettings['redrive'] => {
  const target = optionalText(resource, 'RedrivePolicy.deadLetterTargetArn');
  const maxReceives = optionalNumber(resource, 'RedrivePolicy.maxReceiveCount');
  return target === undefined || maxReceives === undefined
    ? undefined
    : { deadLetterQueue: queueName(target), maxReceives };
};

/** A standard queue. */
export const sqsQueue = (queues: Queues, addresses: Addresses, endpoint: () => string): ResourceHandler => ({
  type: 'AWS::SQS::Queue',
  supports: [
    'QueueName',
    'VisibilityTimeout',
    'MessageRetentionPeriod',
    'DelaySeconds',
    'ReceiveMessageWaitTimeSeconds',
    'MaximumMessageSize',
    'RedrivePolicy',
  ],
  ignores: {
    KmsMasterKeyId: 'the data folder is readable by its owner only',
    KmsDataKeyReusePeriodSeconds: 'the data folder is readable by its owner only',
    SqsManagedSseEnabled: 'the data folder is readable by its owner only',
    RedriveAllowPolicy: 'permissions are not enforced on one machine',
    Tags: 'there is no bill to divide',
  },
  apply: (resource) => {
    const name = optionalText(resource, 'QueueName') ?? physicalName(resource.stack, resource.logicalId, 80);
    queues.define(name, {
      visibilityMs: ms(resource, 'VisibilityTimeout', DEFAULT_SETTINGS.visibilityMs),
      retentionMs: ms(resource, 'MessageRetentionPeriod', DEFAULT_SETTINGS.retentionMs),
      delayMs: ms(resource, 'DelaySeconds', DEFAULT_SETTINGS.delayMs),
      waitMs: ms(resource, 'ReceiveMessageWaitTimeSeconds', DEFAULT_SETTINGS.waitMs),
      maxBytes: optionalNumber(resource, 'MaximumMessageSize') ?? DEFAULT_SETTINGS.maxBytes,
      redrive: redrive(resource),
    });
    const url = queueUrl(name);
    addresses.declare(new URL(url).origin, endpoint());
    return { ref: url, attributes: { Arn: queueArn(name), QueueName: name, QueueUrl: url } };
  },
  remove: (record) => queues.drop(queueName(record.ref)),
});
