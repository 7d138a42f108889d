import { arn } from '../account.ts';
import type { Mapping } from '../streams/mappings.ts';
import type { RestAnswer } from './rest.ts';

export const isMappingsPath = (path: string): boolean => /^\/2015-03-31\/event-source-mappings\/?$/.test(path);

const configuration = ({ kind, mapping }: Mapping) => ({
  UUID: mapping.id,
  FunctionArn: mapping.functionArn,
  BatchSize: mapping.batchSize,
  EventSourceArn: kind === 'stream' ? mapping.streamArn : arn('sqs', mapping.queue),
  State: 'Enabled',
  ...(kind === 'stream' && mapping.onFailure !== undefined
    ? { DestinationConfig: { OnFailure: { Destination: mapping.onFailure } } }
    : {}),
});

/** Lambda's `ListEventSourceMappings`, in one page. */
export const mappingsRest = (mappings: readonly Mapping[]): RestAnswer => ({
  status: 200,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ EventSourceMappings: mappings.map(configuration) }),
});
