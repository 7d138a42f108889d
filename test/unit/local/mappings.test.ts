import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { LocalStore } from '../../../local/aws/local-store.ts';
import { Metrics } from '../../../local/cloudwatch/metrics.ts';
import type { InvokeResult } from '../../../local/lambda/functions.ts';
import { MAX_ENVIRONMENTS } from '../../../local/lambda/pool.ts';
import { DEFAULT_SETTINGS } from '../../../local/sqs/queue-settings.ts';
import { Queues } from '../../../local/sqs/queues.ts';
import { Checkpoints } from '../../../local/streams/checkpoints.ts';
import { Mappings } from '../../../local/streams/mappings.ts';
import { isMappingsPath, mappingsRest } from '../../../local/streams/mappings-rest.ts';
import { temporaryFolders } from '../../support/folder.ts';

const folder = temporaryFolders();
const running: Mappings[] = [];
afterEach(async () => {
  for (const mappings of running.splice(0)) await mappings.stop();
});

const BASE = '/2015-03-31/event-source-mappings';
const STREAM = 'arn:aws:dynamodb:us-east-1:000000000000:table/ledger/stream/1';

/** One queue with one mapping, enabled; each run of the function is told to whoever waits for it. */
const rig = async () => {
  const store = new LocalStore(join(folder(), 'local.sqlite'));
  const queues = new Queues(store);
  queues.define('work', DEFAULT_SETTINGS);
  let runs = 0;
  let counts: readonly { readonly name: string; readonly waiting: number }[] = [];
  let ran = Promise.withResolvers<void>();
  const invoke = async (): Promise<InvokeResult> => {
    runs += 1;
    ran.resolve();
    return { statusCode: 200, executedVersion: '1', payload: '{"batchItemFailures":[]}', requestId: 'r' };
  };
  const log = () => undefined;
  const stream = { checkpoints: new Checkpoints(store), invoke, log, now: Date.now, backoffMs: 1, maxBackoffMs: 1 };
  const mappings = new Mappings({
    stream: { ...stream, discard: async () => undefined },
    queue: { queues, invoke, log },
    feed: undefined,
    dynamo: async () => ({}),
    metrics: new Metrics(),
    counts: () => counts,
  });
  running.push(mappings);
  const queue = { id: 'q', queue: 'work', functionArn: 'consumer:live', batchSize: 10, windowMs: 0, concurrency: 1 };
  await mappings.set({ kind: 'queue', mapping: { ...queue, partialResponse: true, wanted: () => true } });
  mappings.begin();
  const call = async (method: string, path: string, body: object = {}) => {
    const request = {
      method,
      path,
      query: new URLSearchParams(),
      headers: {},
      body: Buffer.from(JSON.stringify(body)),
    };
    const answer = await mappingsRest(mappings, request);
    return { status: answer.status, body: JSON.parse(String(answer.body)) };
  };
  return {
    mappings,
    queues,
    call,
    turn: (isEnabled: boolean) => call('PUT', `${BASE}/q`, { Enabled: isEnabled }),
    runs: () => runs,
    waiting: (name: string, waiting: number) => {
      counts = [{ name, waiting }];
    },
    nextRun: async () => {
      await ran.promise;
      ran = Promise.withResolvers();
    },
  };
};

describe('requests', () => {
  test('wait when there are more than a round of environments serves, and what queues and streams bring is none', async () => {
    const { mappings, waiting } = await rig();
    const told: boolean[] = [];
    for (const [name, count] of [
      ['api', MAX_ENVIRONMENTS],
      ['api', MAX_ENVIRONMENTS + 1],
      ['consumer', 100],
    ] as const) {
      waiting(name, count);
      told.push(mappings.requestsWait());
    }
    expect(told).toEqual([false, true, false]);
  });
});

describe('an event source mapping that is updated', () => {
  test('brings nothing while it is disabled, and all of it once it is enabled', async () => {
    const { queues, turn, runs, nextRun } = await rig();
    expect((await turn(false)).body.State).toBe('Disabled');
    queues.send('work', [{ body: 'a' }]);
    expect(queues.counts('work').visible).toBe(1);
    expect(runs()).toBe(0);
    expect((await turn(true)).body.State).toBe('Enabled');
    await nextRun();
    expect(runs()).toBe(1);
  });

  test('is listed with its state', async () => {
    const { call, turn } = await rig();
    await turn(false);
    const { status, body } = await call('GET', `${BASE}/`);
    expect(status).toBe(200);
    expect(body.EventSourceMappings).toEqual([expect.objectContaining({ UUID: 'q', State: 'Disabled' })]);
  });

  test('of a stream still needs the records that it has not read', async () => {
    const { mappings } = await rig();
    const mapping = { id: 's', streamArn: STREAM, functionArn: 'relay:live', batchSize: 10, windowMs: 0 };
    const rules = {
      bisect: true,
      maxRetries: undefined,
      maxAgeMs: undefined,
      onFailure: undefined,
      wanted: () => true,
    };
    const definition = { ...mapping, ...rules, startingPosition: 'TRIM_HORIZON', partialResponse: true } as const;
    await mappings.set({ kind: 'stream', mapping: definition }, false);
    expect(mappings.consumers('ledger')).toEqual(['s']);
    await mappings.drop('s');
    expect(mappings.consumers('ledger')).toEqual([]);
  });

  test('is refused where there is none, and for anything but Enabled', async () => {
    const { call } = await rig();
    expect((await call('PUT', `${BASE}/other`, { Enabled: false })).status).toBe(404);
    await expect(call('PUT', `${BASE}/q`, { BatchSize: 5 })).rejects.toThrow('Only Enabled');
    await expect(call('DELETE', `${BASE}/q`)).rejects.toThrow('listed and updated');
    expect(isMappingsPath(`${BASE}/q`)).toBe(true);
  });
});
