import { arn } from '../account.ts';
import { invalid } from '../aws/aws-error.ts';
import { parseInput } from '../aws/input.ts';
import type { RestAnswer, RestCall } from '../aws/rest.ts';
import type { Mapping, Mappings } from './mappings.ts';

const PATH = /^\/2015-03-31\/event-source-mappings(?:\/([^/]+))?\/?$/;

export const isMappingsPath = (path: string): boolean => PATH.test(path);

const configuration = ({ kind, mapping, isEnabled }: Mapping & { readonly isEnabled: boolean }) => ({
  UUID: mapping.id,
  FunctionArn: mapping.functionArn,
  BatchSize: mapping.batchSize,
  EventSourceArn: kind === 'stream' ? mapping.streamArn : arn('sqs', mapping.queue),
  State: isEnabled ? 'Enabled' : 'Disabled',
  ...(kind === 'stream' && mapping.onFailure !== undefined
    ? { DestinationConfig: { OnFailure: { Destination: mapping.onFailure } } }
    : {}),
});

const answer = (status: number, body: object): RestAnswer => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});

const unknown = (): RestAnswer => {
  const refusal = answer(404, { Type: 'User', Message: 'The event source mapping does not exist.' });
  return { ...refusal, headers: { ...refusal.headers, 'x-amzn-errortype': 'ResourceNotFoundException' } };
};

/** Takes `Enabled` and nothing else: everything else of a mapping is the template's. */
const update = async (mappings: Mappings, id: string, call: RestCall): Promise<RestAnswer> => {
  const { Enabled: isEnabled, ...others } = parseInput(call.body.toString());
  if (typeof isEnabled !== 'boolean' || Object.keys(others).some((name) => name !== 'UUID'))
    throw invalid('Only Enabled of an event source mapping can be updated locally.');
  if (!(await mappings.enable(id, isEnabled))) return unknown();
  const changed = mappings.list().find(({ mapping }) => mapping.id === id);
  return changed === undefined ? unknown() : answer(202, configuration(changed));
};

/**
 * Lambda's `ListEventSourceMappings`, in one page, and its `UpdateEventSourceMapping`, which here is done when it is answered
 * and lasts until the next deployment or start.
 */
export const mappingsRest = async (mappings: Mappings, call: RestCall): Promise<RestAnswer> => {
  const id = PATH.exec(call.path)?.[1];
  if (call.method === 'PUT' && id !== undefined) return update(mappings, decodeURIComponent(id), call);
  if (call.method !== 'GET' || id !== undefined) throw invalid('Event source mappings can be listed and updated.');
  return answer(200, { EventSourceMappings: mappings.list().map(configuration) });
};
