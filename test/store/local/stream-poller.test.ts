import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { LocalStore } from '../../../local/aws/local-store.ts';
import { type EngineServer, startServer } from '../../../local/dynamodb/server.ts';
import type { InvokeResult } from '../../../local/lambda/functions.ts';
import { Buckets } from '../../../local/s3/buckets.ts';
import { Queues } from '../../../local/sqs/queues.ts';
import { type DynamoCall, dynamoCall } from '../../../local/store/json-client.ts';
import { ensureTable } from '../../../local/store/tables.ts';
import { ApiSource } from '../../../local/streams/api-source.ts';
import { Checkpoints } from '../../../local/streams/checkpoints.ts';
import { feedSource } from '../../../local/streams/feed-source.ts';
import { streamFilter } from '../../../local/streams/filter.ts';
import { sendToOnFailureDestination } from '../../../local/streams/on-failure.ts';
import type { StreamMapping } from '../../../local/streams/stream-mapping.ts';
import { StreamPoller } from '../../../local/streams/stream-poller.ts';
import type { StreamSource } from '../../../local/streams/stream-source.ts';
import { Trimmer } from '../../../local/streams/trimmer.ts';
import { temporaryFolders } from '../../support/folder.ts';

const folder = temporaryFolders();
const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

const TABLE = 'items';
const log = (): void => undefined;
const OK: InvokeResult = { statusCode: 200, executedVersion: '1', payload: '{"batchItemFailures":[]}', requestId: 'r' };
const CRASH: InvokeResult = { ...OK, functionError: 'Unhandled' };

interface Change {
  readonly eventName: string;
  readonly dynamodb: {
    readonly Keys: { readonly sk: { readonly S: string } };
    readonly NewImage?: { readonly n: { readonly N: string } };
    readonly OldImage?: unknown;
    readonly SequenceNumber: string;
  };
}

const mapping = (change: Partial<StreamMapping> = {}): StreamMapping => ({
  id: 'mapping',
  streamArn: 'arn:aws:dynamodb:us-east-1:000000000000:table/items/stream/1',
  functionArn: 'relay:live',
  startingPosition: 'TRIM_HORIZON',
  batchSize: 7,
  windowMs: 0,
  bisect: true,
  maxRetries: 1,
  maxAgeMs: undefined,
  onFailure: 'arn:aws:s3:::aside',
  partialResponse: true,
  wanted: () => true,
  ...change,
});

const newEngine = async (): Promise<{ engine: EngineServer; call: DynamoCall }> => {
  const engine = await startServer();
  stops.push(() => engine.stop());
  const call = dynamoCall(engine.endpoint);
  await ensureTable(call, {
    TableName: TABLE,
    AttributeDefinitions: ['pk', 'sk'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
    KeySchema: [
      { AttributeName: 'pk', KeyType: 'HASH' },
      { AttributeName: 'sk', KeyType: 'RANGE' },
    ],
    StreamViewType: 'NEW_AND_OLD_IMAGES',
  });
  return { engine, call };
};

const put = (call: DynamoCall, sk: string, n: number) =>
  call('PutItem', { TableName: TABLE, Item: { pk: { S: 'p' }, sk: { S: sk }, n: { N: String(n) } } });

const sources: Readonly<Record<string, (engine: EngineServer, call: DynamoCall) => StreamSource>> = {
  'its feed': ({ feed }) => feedSource(feed, TABLE, mapping().streamArn),
  'the Streams API': (_, call) => new ApiSource(call, TABLE, mapping().streamArn),
};

interface Started {
  readonly poller: StreamPoller;
  /** Resolves when the changes that the function has handled, in order of handling, satisfy `done`. */
  readonly until: (done: (changes: readonly Change[]) => boolean) => Promise<readonly Change[]>;
}

const startPoller = (
  dataDir: string,
  source: StreamSource,
  change: Partial<StreamMapping> = {},
  run: (batch: readonly Change[]) => InvokeResult = () => OK,
): Started => {
  const store = new LocalStore(join(dataDir, 'local.sqlite'));
  const buckets = new Buckets(join(dataDir, 's3'));
  buckets.define('aside');
  const handled: Change[] = [];
  let noticed = (): void => undefined;
  const poller = new StreamPoller(mapping(change), source, {
    checkpoints: new Checkpoints(store),
    invoke: async (_, payload) => {
      const { Records } = JSON.parse(payload) as { readonly Records: readonly Change[] };
      const result = run(Records);
      if (result.functionError === undefined) handled.push(...Records);
      noticed();
      return result;
    },
    discard: sendToOnFailureDestination(buckets, new Queues(store), log),
    now: Date.now,
    log,
    backoffMs: 1,
    maxBackoffMs: 2,
    rushMs: () => 0,
  });
  poller.begin();
  stops.push(async () => {
    await poller.stop();
    if (store.db.isOpen) store.close();
  });
  const until: Started['until'] = async (done) => {
    while (!done(handled))
      await new Promise<void>((resolve) => {
        noticed = resolve;
      });
    return handled;
  };
  return { poller, until };
};

const values = (changes: readonly Change[]): readonly number[] =>
  changes.map(({ dynamodb }) => Number(dynamodb.NewImage?.n.N));

describe.each(Object.keys(sources))('a stream read by %s', (kind) => {
  const source = (engine: EngineServer, call: DynamoCall): StreamSource => {
    const make = sources[kind];
    if (make === undefined) throw new Error('a known source');
    return make(engine, call);
  };

  test('brings every change of an item once and in order, from the oldest on', async () => {
    const dataDir = folder();
    const { engine, call } = await newEngine();
    for (let n = 0; n < 20; n += 1) await put(call, 'a', n);
    const { until } = startPoller(dataDir, source(engine, call));
    for (let n = 20; n < 40; n += 1) await put(call, 'a', n);
    const changes = await until((all) => all.length >= 40);
    expect(values(changes)).toEqual(Array.from({ length: 40 }, (_, n) => n));
    expect(changes[0]).toMatchObject({ eventName: 'INSERT', eventSource: 'aws:dynamodb' });
    expect(changes[1]?.eventName).toBe('MODIFY');
    expect(changes[1]?.dynamodb.OldImage).toMatchObject({ n: { N: '0' } });
    const sequences = changes.map(({ dynamodb }) => BigInt(dynamodb.SequenceNumber));
    expect(sequences.every((each, at) => at === 0 || each > (sequences[at - 1] ?? 0n))).toBe(true);
  });

  test('goes on from its checkpoint in the next process, without a gap', async () => {
    const dataDir = folder();
    const { engine, call } = await newEngine();
    for (let n = 0; n < 10; n += 1) await put(call, 'a', n);
    const first = startPoller(dataDir, source(engine, call));
    await first.until((all) => all.length >= 10);
    await stops.pop()?.();
    for (let n = 10; n < 20; n += 1) await put(call, 'a', n);
    const second = startPoller(dataDir, source(engine, call));
    expect(values(await second.until((all) => all.length >= 10))).toEqual(Array.from({ length: 10 }, (_, n) => n + 10));
  });

  test('begins at the end when its mapping says LATEST', async () => {
    const _dataDir = folder();
    const { engine, call } = await newEngine();
    await put(call, 'a', 1);
    const from = source(engine, call);
    const latest = await from.latest();
    await put(call, 'a', 2);
    const { records } = await from.read(latest, 10);
    expect(records.map((record) => JSON.parse(record.json).dynamodb.NewImage.n.N)).toEqual(['2']);
  });
});

describe('a stream mapping', () => {
  test('leaves out what its filter does not want, and comes past it', async () => {
    const dataDir = folder();
    const { engine, call } = await newEngine();
    const wanted = streamFilter('{"dynamodb":{"Keys":{"sk":{"S":["A"]}}}}');
    for (let n = 0; n < 30; n += 1) await put(call, n % 3 === 0 ? 'A' : `E#${n}`, n);
    const { until } = startPoller(dataDir, sources['its feed']?.(engine, call) as StreamSource, { wanted });
    expect(values(await until((all) => all.length >= 10))).toEqual(Array.from({ length: 10 }, (_, n) => n * 3));
  });

  test('puts a poison record aside whole, under its mapping, and handles all others', async () => {
    const dataDir = folder();
    const { engine, call } = await newEngine();
    for (let n = 0; n < 20; n += 1) await put(call, 'a', n);
    const { until } = startPoller(dataDir, sources['its feed']?.(engine, call) as StreamSource, {}, (batch) =>
      values(batch).includes(13) ? CRASH : OK,
    );
    const changes = await until((all) => all.length >= 19);
    expect(values(changes)).toEqual(Array.from({ length: 20 }, (_, n) => n).filter((n) => n !== 13));
    const bucket = join(dataDir, 's3', 'aside');
    const files = readdirSync(bucket, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    expect(files).toHaveLength(1);
    const path = join(files[0]?.parentPath ?? '', files[0]?.name ?? '');
    expect(path.slice(bucket.length + 1)).toMatch(/^aws\/lambda\/mapping\/shardId-/);
    const record = JSON.parse(readFileSync(path, 'utf8')) as { requestContext: unknown; payload: string };
    expect(record.requestContext).toMatchObject({ condition: 'RetryAttemptsExhausted', approximateInvokeCount: 2 });
    expect(values((JSON.parse(record.payload) as { Records: Change[] }).Records)).toEqual([13]);
  });

  test('trims only what its consumer has checkpointed', async () => {
    const dataDir = folder();
    const { engine, call } = await newEngine();
    const { feed } = engine;
    const store = new LocalStore(join(dataDir, 'local.sqlite'));
    stops.push(async () => store.close());
    const checkpoints = new Checkpoints(store);
    const trimmer = new Trimmer({
      ...{ feed, checkpoints, consumers: () => ['mapping'], keepMs: 0, now: Date.now, log },
    });
    for (let n = 0; n < 10; n += 1) await put(call, 'a', n);
    await trimmer.trim();
    expect(await feed.count(TABLE)).toBe(10);
    const sixth = (await feed.read(TABLE, 0, 6)).at(-1)?.sequence ?? 0;
    checkpoints.put('mapping', String(sixth));
    await trimmer.trim();
    expect((await feed.read(TABLE, 0, 10))[0]?.sequence).toBeGreaterThan(sixth);
    expect(await feed.count(TABLE)).toBe(4);
  });

  test('trims nothing that one of two consumers has still to read', async () => {
    const { engine, call } = await newEngine();
    const { feed } = engine;
    const store = new LocalStore(join(folder(), 'local.sqlite'));
    stops.push(async () => store.close());
    const checkpoints = new Checkpoints(store);
    const trimmer = new Trimmer({
      ...{ feed, checkpoints, consumers: () => ['quick', 'slow'], keepMs: 0, now: Date.now, log },
    });
    for (let n = 0; n < 10; n += 1) await put(call, 'a', n);
    const sequences = (await feed.read(TABLE, 0, 10)).map(({ sequence }) => sequence);
    checkpoints.put('quick', String(sequences.at(-1)));
    await trimmer.trim();
    expect(await feed.count(TABLE)).toBe(10);
    checkpoints.put('slow', String(sequences[2]));
    await trimmer.trim();
    expect((await feed.read(TABLE, 0, 10)).map(({ sequence }) => sequence)).toEqual(sequences.slice(3));
  });

  test('keeps for as long as it is asked what its consumer has checkpointed, so that a table can be restored', async () => {
    const { engine, call } = await newEngine();
    const { feed } = engine;
    const store = new LocalStore(join(folder(), 'local.sqlite'));
    stops.push(async () => store.close());
    const checkpoints = new Checkpoints(store);
    let ahead = 0;
    const now = () => Date.now() + ahead;
    const trimmer = new Trimmer({ feed, checkpoints, consumers: () => ['mapping'], keepMs: 60_000, now, log });
    for (let n = 0; n < 5; n += 1) await put(call, 'a', n);
    checkpoints.put('mapping', String(await feed.newest(TABLE)));
    await trimmer.trim();
    expect(await feed.count(TABLE)).toBe(5);
    // Old by now, without another checkpoint. The newest of a table stays.
    ahead = 61_000;
    await trimmer.trim();
    expect(await feed.count(TABLE)).toBe(1);
  });
});
