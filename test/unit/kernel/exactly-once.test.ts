import { describe, expect, test } from '@jest/globals';
import { common } from '../../../functions/kernel/core/common-problems.ts';
import { defineProblems, Refusal } from '../../../functions/kernel/core/problem.ts';
import {
  type Attempt,
  exactlyOnce,
  findReceipt,
  idempotent,
  putReceipt,
} from '../../../functions/kernel/idempotency/exactly-once.ts';
import type { IdempotentRequest } from '../../../functions/kernel/idempotency/idempotent-request.ts';
import { receiptId } from '../../../functions/kernel/idempotency/receipt.ts';
import { RECEIPTS } from '../../../functions/kernel/standard/domain-store.ts';
import { itemKey } from '../../../functions/kernel/standard/item-key.ts';
import { conflictAt, FakeDynamo } from '../../support/fake-dynamo.ts';

const problems = defineProblems({
  full: { status: 409, title: 'Full', explain: 'Full.', stored: true },
  passing: { status: 409, title: 'Passing', explain: 'Try again.' },
});
const REQUEST: IdempotentRequest = {
  tenant: 'acme',
  operation: 'add',
  key: 'k-1',
  fingerprint: 'f',
  actor: 'cli_1',
  requestId: 'req-1',
  deadline: 10_000,
};
const EFFECT = { status: 201, body: '{"n":1}', at: 1_000, actions: [] };
const thing = itemKey('acme', 'T', 'thing');
const putting = {
  Put: { TableName: 't', Item: { ...thing, n: { N: '1' } }, ConditionExpression: 'attribute_not_exists(pk)' },
};

const rig = () => {
  const dynamo = new FakeDynamo();
  const slept: number[] = [];
  const clock = { now: () => 1_000, sleep: async (ms: number) => void slept.push(ms) };
  const store = {
    dynamo,
    table: 't',
    clock,
    random: { bytes: () => Buffer.alloc(10), fraction: () => 0.5 },
    codeVersion: '7',
  };
  const run = (attempt: Attempt, request: Partial<IdempotentRequest> = {}) =>
    exactlyOnce(store, RECEIPTS, { ...REQUEST, ...request }, attempt);
  const receipt = (key = REQUEST.key) =>
    findReceipt(store, RECEIPTS.form, RECEIPTS.keyOf('acme', receiptId('acme', 'add', key)));
  return { dynamo, store, slept, run, receipt };
};
const committing: Attempt = async (commit) => (await commit(EFFECT)).reply;

describe('exactlyOnce', () => {
  test('commits the effect with its receipt in one transaction, and answers with the effect', async () => {
    const { run, dynamo, receipt } = rig();
    const reply = await run(
      async (commit) => (await commit({ ...EFFECT, actions: [putting], extraAttributes: { x: { S: 'y' } } })).reply,
    );
    expect(reply).toEqual({ status: 201, body: '{"n":1}' });
    expect(dynamo.commits.map((items) => items.map(({ sk }) => sk?.S))).toEqual([['R', 'T']]);
    expect(dynamo.commits[0]?.[0]).toMatchObject({ x: { S: 'y' } });
    expect(await receipt()).toMatchObject({ ...EFFECT_RECEIPT, key: 'k-1', codeVersion: '7' });
  });

  test('answers a repeat with the stored bytes, marked, whatever the attempt would say now', async () => {
    const { run, dynamo } = rig();
    await run(committing);
    const again = await run(async (commit) => (await commit({ ...EFFECT, status: 200, body: 'other' })).reply, {
      requestId: 'req-2',
    });
    expect(again).toEqual({ status: 201, body: '{"n":1}', headers: { 'idempotency-replayed': 'true' } });
    expect(dynamo.commits).toHaveLength(1);
  });

  test('answers without the mark where this very request committed and its answer was lost', async () => {
    const { run, dynamo, slept } = rig();
    dynamo.fault = { after: () => new Error('socket hang up') };
    expect(await run(committing)).toEqual({ status: 201, body: '{"n":1}' });
    expect(slept).toEqual([]);
  });

  test('throws where the answer was lost and nothing is on record', async () => {
    const { run, dynamo, receipt } = rig();
    dynamo.fault = { before: () => new Error('socket hang up') };
    await expect(run(committing)).rejects.toThrow('socket hang up');
    expect(await receipt()).toBeUndefined();
  });

  test('refuses the key of another request, and leaves its receipt alone', async () => {
    const { run, receipt } = rig();
    await run(committing);
    await expect(run(committing, { fingerprint: 'another' })).rejects.toMatchObject({
      problem: common['idempotency-key-reused'],
    });
    expect(await receipt()).toMatchObject(EFFECT_RECEIPT);
  });

  test('runs the attempt again while a transaction is in the way, with a pause, and counts', async () => {
    const { run, dynamo, slept } = rig();
    let left = 2;
    dynamo.fault = {
      before: (actions) => {
        left -= 1;
        return left >= 0 ? conflictAt(0, actions) : undefined;
      },
    };
    const counts: number[] = [];
    const reply = await run(async (commit, count) => {
      counts.push(count);
      const { reply: done, conflicts } = await commit(EFFECT);
      expect(conflicts).toBeUndefined();
      return done;
    });
    expect([reply.status, counts, slept.length]).toEqual([201, [0, 1, 2], 2]);
  });

  test('shows an attempt the items at which its own actions failed, by their index', async () => {
    const { run, dynamo, receipt } = rig();
    dynamo.items.set(`${thing.pk.S}|${thing.sk.S}`, { ...thing, n: { N: '9' } });
    const failed: unknown[] = [];
    const attempt: Attempt = async (commit) => {
      const { reply, conflicts } = await commit({ ...EFFECT, actions: [putting] });
      failed.push(conflicts);
      if (conflicts?.has(0)) throw new Refusal(problems.full, 'It is there already.');
      return reply;
    };
    const reply = await run(attempt);
    expect(failed).toEqual([new Map([[0, undefined]])]);
    expect(reply).toMatchObject({ status: 409, body: expect.stringContaining('/problems/full') });
    expect(await receipt()).toMatchObject({ status: 409, body: reply.body });
    expect(dynamo.items.get(`${thing.pk.S}|${thing.sk.S}`)).toMatchObject({ n: { N: '9' } });
  });

  test('puts a refusal that depends on state on record, and answers every repeat with it', async () => {
    const { run } = rig();
    const refused = await run(async () => {
      throw new Refusal(problems.full, 'No room.');
    });
    expect(await run(committing, { requestId: 'req-2' })).toEqual({
      status: 409,
      body: refused.body,
      headers: { 'idempotency-replayed': 'true' },
    });
  });

  test('throws a refusal that is not kept, unless its key has an answer already', async () => {
    const { run, receipt } = rig();
    const refusing: Attempt = async () => {
      throw new Refusal(problems.passing, 'Not now.');
    };
    await expect(run(refusing)).rejects.toThrow('Not now.');
    expect(await receipt()).toBeUndefined();
    await run(committing);
    expect(await run(refusing)).toMatchObject({ status: 201, body: '{"n":1}' });
  });

  test('throws a fault of the attempt as it is', async () => {
    const { run, receipt } = rig();
    await expect(run(async () => Promise.reject(new TypeError('a bug')))).rejects.toThrow(TypeError);
    expect(await receipt()).toBeUndefined();
  });

  test('begins nothing at the deadline, and gives up as a conflict where it runs out between attempts', async () => {
    const { run, dynamo } = rig();
    await expect(run(committing, { deadline: 1_000 })).rejects.toMatchObject({ problem: common.unavailable });
    expect(dynamo.calls).toBe(0);
    dynamo.fault = { before: (actions) => conflictAt(0, actions) };
    await expect(run(committing, { deadline: 1_001 })).rejects.toMatchObject({ problem: common.conflict });
  });

  test('keeps the receipt under the receipt key that it is given', async () => {
    const { store } = rig();
    const receiptKey = itemKey('acme', 'H', 'elsewhere');
    await exactlyOnce(store, RECEIPTS, REQUEST, committing, receiptKey);
    expect(await findReceipt(store, RECEIPTS.form, receiptKey)).toMatchObject(EFFECT_RECEIPT);
  });
});

const EFFECT_RECEIPT = {
  status: 201,
  body: '{"n":1}',
  at: 1_000,
  actor: 'cli_1',
  requestId: 'req-1',
  fingerprint: 'f',
};

describe('an idempotent operation', () => {
  test('plans anew at a conflict of its own actions, from what is there then', async () => {
    const { store, dynamo } = rig();
    dynamo.items.set(`${thing.pk.S}|${thing.sk.S}`, { ...thing });
    const counts: number[] = [];
    const reply = await idempotent(store, RECEIPTS, REQUEST, async (count) => {
      counts.push(count);
      return { ...EFFECT, actions: count === 0 ? [putting] : [] };
    });
    expect([reply.status, counts]).toEqual([201, [0, 1]]);
  });
});

describe('an effect that says what its conflicts mean', () => {
  const planning = (refusal: () => Refusal | undefined) => {
    const { store, dynamo, receipt } = rig();
    dynamo.items.set(`${thing.pk.S}|${thing.sk.S}`, { ...thing });
    const reply = idempotent(store, RECEIPTS, REQUEST, async (count) => ({
      ...EFFECT,
      actions: count === 0 ? [putting] : [],
      refusal,
    }));
    return { reply, receipt };
  };

  test('is refused by that, on record where the refusal is stored', async () => {
    const { reply, receipt } = planning(() => new Refusal(problems.full, 'No room.'));
    expect(await reply).toMatchObject({ status: 409 });
    expect(await receipt()).toMatchObject({ status: 409 });
  });

  test('is planned anew where they mean nothing', async () => {
    expect(await planning(() => undefined).reply).toMatchObject({ status: 201 });
  });
});

describe('putReceipt', () => {
  test('is an action that puts a receipt where none is, with what stands beside it', () => {
    const { store } = rig();
    const receiptKey = itemKey('acme', 'R', 'part');
    const { Put } = putReceipt(store, RECEIPTS, REQUEST, receiptKey, {
      status: 200,
      body: 'x',
      at: 5,
      extraAttributes: { y: { S: 'z' } },
    });
    expect(Put).toMatchObject({
      TableName: 't',
      ConditionExpression: 'attribute_not_exists(pk)',
      Item: { ...receiptKey, status: { N: '200' }, body: { S: 'x' }, at: { N: '5' }, key: { S: 'k-1' }, y: { S: 'z' } },
    });
  });
});
