import { describe, expect, test } from '@jest/globals';
import type { InvokeResult } from '../../../local/lambda/functions.ts';
import { Delivery } from '../../../local/streams/delivery.ts';
import type { DiscardedBatch, StreamMapping } from '../../../local/streams/stream-mapping.ts';
import type { StreamRecord } from '../../../local/streams/stream-source.ts';

const record = (n: number): StreamRecord => ({
  sequence: String(n).padStart(6, '0'),
  json: JSON.stringify({ n }),
  at: 1_000,
  view: { eventName: 'INSERT', keys: () => ({}), whole: () => ({}) },
});
const records = (count: number): readonly StreamRecord[] => Array.from({ length: count }, (_, n) => record(n));

const mapping = (change: Partial<StreamMapping> = {}): StreamMapping => ({
  id: 'mapping',
  streamArn: 'arn:stream',
  functionArn: 'relay:live',
  startingPosition: 'TRIM_HORIZON',
  batchSize: 100,
  windowMs: 0,
  bisect: true,
  maxRetries: 2,
  maxAgeMs: undefined,
  onFailure: 'arn:aws:s3:::aside',
  partialResponse: true,
  wanted: () => true,
  ...change,
});

const answer = (payload: unknown): InvokeResult => ({
  statusCode: 200,
  executedVersion: '1',
  payload: JSON.stringify(payload),
  requestId: 'r',
});
const crash: InvokeResult = { ...answer({ errorMessage: 'no' }), functionError: 'Unhandled' };
const numbers = (payload: string): readonly number[] =>
  (JSON.parse(payload) as { Records: readonly { n: number }[] }).Records.map(({ n }) => n);

/** Runs a delivery against a function and writes down all that happens. */
const rig = (
  run: (batch: readonly number[], call: number) => InvokeResult | Error,
  change?: Partial<StreamMapping>,
  waits = { backoffMs: 0, maxBackoffMs: 0 },
) => {
  const calls: (readonly number[])[] = [];
  const aside: DiscardedBatch[] = [];
  const done: number[] = [];
  const delivery = new Delivery(mapping(change), {
    invoke: async (_, payload) => {
      const batch = numbers(payload);
      calls.push(batch);
      const result = run(batch, calls.length);
      if (result instanceof Error) throw result;
      return result;
    },
    discard: async (each) => void aside.push(each),
    done: (each) => void done.push(Number(each.sequence)),
    shardOf: () => 'shard',
    now: () => 10_000,
    log: () => undefined,
    ...waits,
  });
  return { delivery, calls, aside, done };
};

describe('stream delivery', () => {
  test('a batch that succeeds is delivered once and done as a whole', async () => {
    const { delivery, calls, done } = rig(() => answer({ batchItemFailures: [] }));
    await delivery.deliver(records(3));
    expect(calls).toEqual([[0, 1, 2]]);
    expect(done).toEqual([2]);
  });

  test('a throwing batch is halved until the poison stands alone; everything else is handled, in order', async () => {
    const { delivery, calls, aside, done } = rig((batch) => (batch.includes(5) ? crash : answer(null)));
    await delivery.deliver(records(8));
    const handled = calls.filter((batch) => !batch.includes(5)).flat();
    expect(handled).toEqual([0, 1, 2, 3, 4, 6, 7]);
    expect(aside.map((each) => each.records.map(({ sequence }) => Number(sequence)))).toEqual([[5]]);
    expect(calls.filter((batch) => batch.length === 1 && batch[0] === 5)).toHaveLength(3);
    expect(done).toEqual([...done].sort((a, b) => a - b));
    expect(done.at(-1)).toBe(7);
  });

  test('the wait between tries doubles up to its greatest, and no further', async () => {
    const { delivery, aside } = rig(() => crash, { bisect: false, maxRetries: 40 }, { backoffMs: 1, maxBackoffMs: 1 });
    await delivery.deliver(records(1));
    expect(aside).toMatchObject([{ attempts: 41 }]);
  });

  test('what is put aside says why, how often it was tried, and carries its records', async () => {
    const { delivery, aside } = rig(() => crash, { bisect: false });
    await delivery.deliver(records(2));
    expect(aside).toHaveLength(1);
    expect(aside[0]).toMatchObject({ condition: 'RetryAttemptsExhausted', attempts: 3, shard: 'shard' });
    expect(aside[0]?.records).toHaveLength(2);
    expect(aside[0]?.lastRun?.functionError).toBe('Unhandled');
  });

  test('a partial response goes on from the lowest failed sequence number', async () => {
    const failed = ['000004', '000002'].map((itemIdentifier) => ({ itemIdentifier }));
    const { delivery, calls, done } = rig((_, call) => answer({ batchItemFailures: call === 1 ? failed : [] }));
    await delivery.deliver(records(6));
    expect(calls).toEqual([
      [0, 1, 2, 3, 4, 5],
      [2, 3, 4, 5],
    ]);
    expect(done).toEqual([1, 5]);
  });

  test('the first record failing for good is put aside alone, and those behind it are tried', async () => {
    const bad = { batchItemFailures: [{ itemIdentifier: '000000' }] };
    const { delivery, calls, aside, done } = rig((batch) => answer(batch[0] === 0 ? bad : null));
    await delivery.deliver(records(3));
    expect(aside.map((each) => each.records.length)).toEqual([1]);
    expect(calls.at(-1)).toEqual([1, 2]);
    expect(done).toEqual([0, 2]);
  });

  test.each([
    ['an unknown identifier', { batchItemFailures: [{ itemIdentifier: '999999' }] }],
    ['an empty identifier', { batchItemFailures: [{ itemIdentifier: '' }] }],
    ['something that is no list', { batchItemFailures: 'all' }],
  ])('%s fails the whole batch', async (_, response) => {
    const { delivery, calls } = rig((_batch, call) => (call === 1 ? answer(response) : answer(null)), {
      bisect: false,
    });
    await delivery.deliver(records(2));
    expect(calls).toEqual([
      [0, 1],
      [0, 1],
    ]);
  });

  test.each(['', 'null', '{}', '{"batchItemFailures":null}', '{"batchItemFailures":[]}'])(
    'an answer of %j says that all is done',
    async (payload) => {
      const { delivery, calls, done } = rig(() => ({ ...answer(null), payload }), { bisect: false });
      await delivery.deliver(records(2));
      expect([calls.length, done]).toEqual([1, [1]]);
    },
  );

  test('a function that cannot be run costs no try, however often', async () => {
    const { delivery, calls, aside, done } = rig((_, call) => (call <= 20 ? new Error('throttled') : answer(null)));
    await delivery.deliver(records(2));
    expect(calls).toHaveLength(21);
    expect(aside).toEqual([]);
    expect(done).toEqual([1]);
  });

  test('an old record is tried before its age is held against it', async () => {
    const healthy = rig(() => answer(null), { maxAgeMs: 1 });
    await healthy.delivery.deliver(records(2));
    expect(healthy.aside).toEqual([]);
    const failing = rig(() => crash, { maxAgeMs: 1, maxRetries: undefined });
    await failing.delivery.deliver(records(1));
    expect(failing.calls).toHaveLength(1);
    expect(failing.aside[0]?.condition).toBe('MaximumRecordAgeExceeded');
  });

  test('a stop leaves what is undone undone', async () => {
    const { delivery, done, aside } = rig((_, call) => {
      if (call === 3) delivery.stop();
      return crash;
    });
    await delivery.deliver(records(4));
    expect(done).toEqual([]);
    expect(aside).toEqual([]);
  });
});
