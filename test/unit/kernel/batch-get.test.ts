import type { AttributeValue, BatchGetItemCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, test } from '@jest/globals';
import { batchGet } from '../../../functions/kernel/aws/batch-get.ts';
import { classifyAwsError, isThrottled } from '../../../functions/kernel/aws/classify-aws-error.ts';
import type { Dynamo } from '../../../functions/kernel/aws/dynamodb.ts';
import { getAll } from '../../../functions/kernel/aws/items-by-key.ts';
import { batchGet as ledgerBatchGet } from '../../../functions/ledger/store/table/batch-get.ts';

const keys = Array.from({ length: 5 }, (_, index) => ({ pk: { S: String(index) } }));
const incomplete = () => new Error('only a part');

/** A table that gives `most` of the items asked for and leaves the others over. */
const rig = (most: number) => {
  const pauses: number[] = [];
  let calls = 0;
  const send = async ({ input }: BatchGetItemCommand) => {
    calls += 1;
    const asked = input.RequestItems?.t?.Keys ?? [];
    const left = asked.slice(most);
    const UnprocessedKeys = left.length === 0 ? {} : { t: { Keys: left } };
    return { Responses: { t: asked.slice(0, most) as Record<string, AttributeValue>[] }, UnprocessedKeys };
  };
  const clock = { now: () => 0, sleep: async (ms: number) => void pauses.push(ms) };
  const store = { dynamo: { send } as unknown as Dynamo, table: 't', clock, random: { fraction: () => 1 } };
  return { store, pauses, calls: () => calls };
};

describe('a batch read', () => {
  test('that is answered whole is one call without a pause', async () => {
    const { store, pauses, calls } = rig(5);
    expect(await batchGet(store, keys, incomplete)).toEqual(keys);
    expect([calls(), pauses]).toEqual([1, []]);
  });

  test('asks again for what is left over, after pauses that grow', async () => {
    const { store, pauses } = rig(1);
    expect(await batchGet(store, keys, incomplete)).toEqual(keys);
    expect(pauses).toEqual([40, 80, 160, 250]);
  });

  test('ends where the table gives nothing, after ten calls', async () => {
    const { store, calls } = rig(0);
    await expect(batchGet(store, keys, incomplete)).rejects.toThrow('only a part');
    expect(calls()).toBe(10);
  });

  test.each([
    ['getAll', getAll],
    ['the ledger’s batchGet', ledgerBatchGet],
  ])('of %s that stays incomplete is load, by which no release is judged', async (_name, read) => {
    const { store } = rig(0);
    const left = await read(store as never, [{ pk: { S: 'a' }, sk: { S: 'b' } }] as never).catch(
      (error: unknown) => error,
    );
    expect([isThrottled(left), classifyAwsError(left)]).toEqual([true, 'unavailable']);
  });

  test('takes a hundred keys, and no more', async () => {
    const many = Array.from({ length: 101 }, (_, index) => ({ pk: { S: String(index) } }));
    const { store } = rig(100);
    expect(await batchGet(store, many.slice(1), incomplete)).toEqual(many.slice(1));
    await expect(batchGet(store, many, incomplete)).rejects.toThrow('at most 100');
  });

  test('is strongly consistent, and takes an answer without a member for one without items', async () => {
    const asked: unknown[] = [];
    const send = async ({ input }: BatchGetItemCommand) => {
      asked.push(input.RequestItems?.t?.ConsistentRead);
      return asked.length === 1 ? { UnprocessedKeys: { t: { Keys: keys } } } : {};
    };
    const { store } = rig(0);
    expect(await batchGet({ ...store, dynamo: { send } as unknown as Dynamo }, keys, incomplete)).toEqual([]);
    expect(asked).toEqual([true, true]);
  });

  test('that is given up says how many keys are left, after as many calls as its policy has', async () => {
    const { store, calls } = rig(0);
    const policy = { attempts: 2, baseMs: 1, capMs: 1 };
    await expect(batchGet(store, keys, (left) => new Error(`${left} left`), policy)).rejects.toThrow('5 left');
    expect(calls()).toBe(2);
  });

  test('of nothing asks nobody', async () => {
    const { store, calls } = rig(5);
    expect([await batchGet(store, [], incomplete), calls()]).toEqual([[], 0]);
  });
});
