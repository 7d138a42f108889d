import type { AwsAccess } from '../../../bin/dlq/aws-access.ts';
import { redriveParked } from '../../../bin/dlq/dead-letters.ts';
import { sqsOperations } from '../../../local/sqs/sqs-api.ts';
import { functionArn, functionOf, type Pipeline } from './pipeline.ts';

interface Command {
  readonly constructor: { readonly name: string };
  readonly input: Readonly<Record<string, unknown>>;
}

const operationOf = ({ constructor: { name } }: Command): string => name.replace('Command', '');

/** A pipeline as `folio dlq` reaches a deployment. `loses`: calls whose answer the operator never gets. */
const accessTo = (pipeline: Pipeline, loses: (operation: string) => boolean): AwsAccess => {
  const { buckets, queues } = pipeline;
  const lost = (operation: string): void => {
    if (loses(operation)) throw Object.assign(new Error('gone'), { name: 'TimeoutError' });
  };
  const sqs = async (command: Command) => {
    lost(operationOf(command));
    return sqsOperations(queues, () => undefined)[operationOf(command)]?.(command.input, new AbortController());
  };
  const mapping = ({ mapping: { functionArn: FunctionArn, onFailure } }: Pipeline['ledgerStream']) => ({
    FunctionArn,
    DestinationConfig: { OnFailure: { Destination: onFailure } },
  });
  const lambda = async (command: Command) => {
    lost(operationOf(command));
    if (operationOf(command) === 'ListEventSourceMappings')
      return { EventSourceMappings: [pipeline.ledgerStream, pipeline.feedStream, pipeline.outboxStream].map(mapping) };
    const { FunctionName, Payload } = command.input;
    const event: unknown = JSON.parse(Buffer.from(Payload as Uint8Array).toString());
    const { functionError: FunctionError, payload } = await pipeline.invoke(functionOf(String(FunctionName)), event);
    return { Payload: Buffer.from(payload), ...(FunctionError === undefined ? {} : { FunctionError }) };
  };
  const ssm = async ({ input }: Command) => {
    if (input.Name === '/folio/ledger/republish-alias-arn') return { Parameter: { Value: functionArn('republish') } };
    throw Object.assign(new Error('none'), { name: 'ParameterNotFound' });
  };
  const objects: AwsAccess['objects'] = {
    list: async (bucket, max) =>
      buckets
        .list(bucket, '')
        .slice(0, max)
        .map(({ key, size }) => ({ key, bytes: size })),
    read: async (bucket, key) => buckets.get(bucket, key).toString(),
    remove: async (bucket, key) => {
      lost('DeleteObject');
      buckets.remove(bucket, key);
    },
  };
  const fake = { sqs: { send: sqs }, lambda: { send: lambda }, ssm: { send: ssm } };
  return { ...fake, objects, names: 'Folio-', parameters: '/folio' } as unknown as AwsAccess;
};

const LIMIT = 1_000;

/** What `folio dlq redrive` brings back; how many things, and of how many it said that they failed. */
export const redrive = async (pipeline: Pipeline, loses: (operation: string) => boolean = () => false) => {
  const results = await redriveParked(accessTo(pipeline, loses), { limit: LIMIT });
  return { brought: results.length, failed: results.filter(({ failed }) => failed !== undefined).length };
};

const BRINGS = new Set(['SendMessage', 'Invoke']);
const TAKES_AWAY = new Set(['DeleteMessage', 'DeleteObject']);

/** Two redrives whose operator is cut off: before a thing is brought back, and before it is taken away from where it lay. */
export const cutOffRedrives = async (pipeline: Pipeline) => {
  await redrive(pipeline, (operation) => BRINGS.has(operation));
  return redrive(pipeline, (operation) => TAKES_AWAY.has(operation));
};

/** Things that lie in dead letters and buckets. */
export const parkedIn = ({ queues, buckets, ledgerStream, feedStream, outboxStream }: Pipeline): readonly string[] => [
  ...queues
    .names()
    .filter((name) => name.endsWith('DeadLetters'))
    .flatMap((name) => {
      const { visible, inFlight } = queues.counts(name);
      return Array.from({ length: visible + inFlight }, () => name);
    }),
  ...[ledgerStream, feedStream, outboxStream].flatMap(({ mapping }) =>
    buckets.list(mapping.id, '').map(() => mapping.id),
  ),
];
