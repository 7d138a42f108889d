import { DynamoError, notFound } from '../errors.ts';
import { LIMITS } from '../limits.ts';
import { keySchema, streamArn } from '../operations/describe.ts';
import { choice, type Input, optionalCount, optionalText } from '../operations/input.ts';
import type { StreamSchema, TableSchema } from '../storage/schema.ts';
import type { Store } from '../store.ts';
import { recordJson, sequenceText } from './record.ts';
import { SHARD } from './shard.ts';

/** For how long an iterator may be used. */
const ITERATOR_MS = 900_000;
/** Of one answer of GetRecords: items come to a megabyte. */
const PAGE_CHARACTERS = 1_000_000;
const REGION = 'us-east-1';

interface Streamed {
  readonly schema: TableSchema;
  readonly stream: StreamSchema;
}

const all = (store: Store): readonly Streamed[] =>
  store.catalog.all().flatMap(({ schema }) => (schema.stream === undefined ? [] : [{ schema, stream: schema.stream }]));

const found = (store: Store, arn: string | undefined): Streamed => {
  const one = all(store).find(({ schema }) => streamArn(schema) === arn);
  if (one === undefined) throw notFound(`: Stream: ${arn} not found`);
  return one;
};

export const listStreams = (store: Store, input: Input): string => {
  const name = optionalText(input, 'TableName');
  const streams = all(store).filter(({ schema }) => name === undefined || schema.name === name);
  return JSON.stringify({
    Streams: streams.map(({ schema, stream }) => ({
      StreamArn: streamArn(schema),
      TableName: schema.name,
      StreamLabel: stream.label,
    })),
  });
};

export const describeStream = (store: Store, input: Input): string => {
  const { schema, stream } = found(store, optionalText(input, 'StreamArn'));
  const start = store.commits.read(() => store.records.oldest(stream.id));
  return JSON.stringify({
    StreamDescription: {
      StreamArn: streamArn(schema),
      StreamLabel: stream.label,
      StreamStatus: 'ENABLED',
      StreamViewType: stream.view,
      CreationRequestDateTime: schema.createdAt / 1000,
      TableName: schema.name,
      KeySchema: keySchema(schema.keys),
      Shards: [{ ShardId: SHARD, SequenceNumberRange: { StartingSequenceNumber: sequenceText(start) } }],
    },
  });
};

/** Where a reader goes on: after a number, in a stream, until a moment. */
interface Iterator {
  readonly stream: number;
  readonly after: number;
  readonly until: number;
}

const asText = (iterator: Iterator): string => Buffer.from(JSON.stringify(iterator)).toString('base64url');

const readIterator = (text: string | undefined): Iterator => {
  try {
    const { stream, after, until } = JSON.parse(Buffer.from(text ?? '', 'base64url').toString()) as Partial<Iterator>;
    if (stream !== undefined && after !== undefined && until !== undefined) return { stream, after, until };
  } catch {
    // Told to the caller below.
  }
  throw new DynamoError('ValidationException', 'Invalid ShardIterator');
};

const sequenceOf = (input: Input): number => {
  const text = optionalText(input, 'SequenceNumber');
  if (text === undefined || !/^\d{1,40}$/.test(text))
    throw new DynamoError('ValidationException', 'Invalid SequenceNumber');
  return Number(text);
};

export const getShardIterator = (store: Store, input: Input): string => {
  const { stream } = found(store, optionalText(input, 'StreamArn'));
  if (optionalText(input, 'ShardId') !== SHARD) throw notFound(`: Shard: ${optionalText(input, 'ShardId')} not found`);
  const type = choice(input, 'ShardIteratorType', [
    'TRIM_HORIZON',
    'LATEST',
    'AT_SEQUENCE_NUMBER',
    'AFTER_SEQUENCE_NUMBER',
  ]);
  const after = store.commits.read(() => {
    if (type === 'TRIM_HORIZON') return 0;
    if (type === 'LATEST') return store.records.newest(stream.id);
    const sequence = sequenceOf(input);
    if (sequence < store.records.oldest(stream.id) - 1 && sequence < store.trimmed(stream.id))
      throw new DynamoError('TrimmedDataAccessException', 'The requested sequence number has been trimmed');
    return type === 'AT_SEQUENCE_NUMBER' ? sequence - 1 : sequence;
  });
  return JSON.stringify({
    ShardIterator: asText({ stream: stream.id, after, until: store.ports.now() + ITERATOR_MS }),
  });
};

export const getRecords = (store: Store, input: Input): string => {
  const { stream: id, after, until } = readIterator(optionalText(input, 'ShardIterator'));
  const limit = optionalCount(input, 'Limit', 1, LIMITS.streamRecords) ?? LIMITS.streamRecords;
  if (store.ports.now() > until) throw new DynamoError('ExpiredIteratorException', 'Iterator expired');
  const one = all(store).find(({ stream }) => stream.id === id);
  if (one === undefined) throw notFound();
  const rows = store.commits.read(() => store.records.read(id, after, limit));
  const records: string[] = [];
  let [characters, last] = [0, after];
  for (const row of rows) {
    const json = recordJson(row, one.stream.view, REGION);
    characters += json.length;
    if (characters > PAGE_CHARACTERS && records.length > 0) break;
    records.push(json);
    last = row.sequence;
  }
  const next = asText({ stream: id, after: last, until: store.ports.now() + ITERATOR_MS });
  return `{"Records":[${records.join(',')}],"NextShardIterator":"${next}"}`;
};
