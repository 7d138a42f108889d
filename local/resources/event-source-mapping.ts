import { randomUUID } from 'node:crypto';
import { arn } from '../account.ts';
import { parseKeepingNumbers } from '../events/json-numbers.ts';
import { compilePattern } from '../events/pattern.ts';
import type { Resource, ResourceHandler } from '../services.ts';
import type { Received } from '../sqs/message.ts';
import { queueName } from '../sqs/queue-names.ts';
import type { QueueMapping } from '../sqs/queue-poller.ts';
import { anyFilter, streamFilter } from '../streams/filter.ts';
import type { Mapping, Mappings } from '../streams/mappings.ts';
import type { StreamMapping } from '../streams/stream-mapping.ts';
import { only, optionalNumber, optionalText, PropertyFailure, text, texts } from './properties.ts';

/** A run for each of two processors; more would only make each of them slower. */
const LOCAL_CONCURRENCY = 4;
const DEFAULT_STREAM_BATCH = 100;
const DEFAULT_QUEUE_BATCH = 10;

const patterns = (resource: Resource): readonly string[] => {
  const criteria = resource.properties.FilterCriteria as
    | { readonly Filters?: readonly { readonly Pattern?: string }[] }
    | undefined;
  return (criteria?.Filters ?? []).flatMap(({ Pattern }) => Pattern ?? []);
};

/** -1 and absent both mean without limit. */
const limit = (resource: Resource, name: string): number | undefined => {
  const value = optionalNumber(resource, name);
  return value === undefined || value < 0 ? undefined : value;
};

const common = (resource: Resource, id: string) => ({
  id,
  functionArn: text(resource, 'FunctionName'),
  windowMs: (optionalNumber(resource, 'MaximumBatchingWindowInSeconds') ?? 0) * 1000,
  partialResponse: texts(resource, 'FunctionResponseTypes').includes('ReportBatchItemFailures'),
});

const streamMapping = (resource: Resource, id: string): StreamMapping => {
  only(resource, 'StartingPosition', ['TRIM_HORIZON', 'LATEST']);
  const age = limit(resource, 'MaximumRecordAgeInSeconds');
  return {
    ...common(resource, id),
    streamArn: text(resource, 'EventSourceArn'),
    startingPosition: text(resource, 'StartingPosition') === 'LATEST' ? 'LATEST' : 'TRIM_HORIZON',
    batchSize: optionalNumber(resource, 'BatchSize') ?? DEFAULT_STREAM_BATCH,
    bisect: String(resource.properties.BisectBatchOnFunctionError) === 'true',
    maxRetries: limit(resource, 'MaximumRetryAttempts'),
    maxAgeMs: age === undefined ? undefined : age * 1000,
    onFailure: optionalText(resource, 'DestinationConfig.OnFailure.Destination'),
    wanted: anyFilter(patterns(resource).map(streamFilter)),
  };
};

const bodyFilter = (json: string) => {
  const matches = compilePattern(parseKeepingNumbers(json));
  return (message: Received): boolean => {
    try {
      return matches({ body: parseKeepingNumbers(message.body) });
    } catch {
      // Lambda drops a message whose body is not of the pattern's form.
      return false;
    }
  };
};

const queueMapping = (resource: Resource, id: string): QueueMapping => {
  const asked = optionalNumber(resource, 'ScalingConfig.MaximumConcurrency') ?? LOCAL_CONCURRENCY;
  return {
    ...common(resource, id),
    queue: queueName(text(resource, 'EventSourceArn')),
    batchSize: optionalNumber(resource, 'BatchSize') ?? DEFAULT_QUEUE_BATCH,
    concurrency: Math.min(asked, LOCAL_CONCURRENCY),
    wanted: anyFilter(patterns(resource).map(bodyFilter)),
  };
};

const read = (resource: Resource, id: string): Mapping => {
  const source = text(resource, 'EventSourceArn');
  if (source.startsWith('arn:aws:dynamodb:')) return { kind: 'stream', mapping: streamMapping(resource, id) };
  if (source.startsWith('arn:aws:sqs:')) return { kind: 'queue', mapping: queueMapping(resource, id) };
  throw new PropertyFailure(
    `${resource.stack}/${resource.logicalId}: only streams of tables and queues feed functions locally`,
  );
};

/** Feeds a function from a table's stream or a queue, by Lambda's rules for each. */
export const eventSourceMapping = (mappings: Mappings): ResourceHandler => ({
  type: 'AWS::Lambda::EventSourceMapping',
  supports: [
    'EventSourceArn',
    'FunctionName',
    'BatchSize',
    'MaximumBatchingWindowInSeconds',
    'StartingPosition',
    'BisectBatchOnFunctionError',
    'MaximumRetryAttempts',
    'MaximumRecordAgeInSeconds',
    'FunctionResponseTypes',
    'DestinationConfig',
    'FilterCriteria',
    'ScalingConfig',
    'Enabled',
  ],
  ignores: {
    ParallelizationFactor:
      'one batch at a time keeps the order of every item, and more would not be faster on one machine',
    MetricsConfig: 'what alarms look at is counted anyway',
    Tags: 'there is no bill to divide',
  },
  apply: async (resource) => {
    const id = resource.previous?.ref ?? randomUUID();
    await mappings.set(read(resource, id), String(resource.properties.Enabled ?? true) === 'true');
    return { ref: id, attributes: { Id: id, EventSourceMappingArn: arn('lambda', `event-source-mapping:${id}`) } };
  },
  remove: (record) => mappings.drop(record.ref),
});
