import { describe, expect, test } from '@jest/globals';
import { leavesBytes } from '../../../functions/proof/model/receipt/logged-leaf.ts';
import { leavesIn } from '../../../functions/proof/store/queries/leaves.ts';
import { type LogStore, receiptLog } from '../../../functions/proof/store/table/log-store.ts';

const SLOT = { tenant: 'acme', second: 1_000 } as const;
const idOf = (index: number): string => String(index).padStart(26, '0');

/** A slot that has so many pages of a leaf each, and how often it was asked. */
const slotOf = (pages: number) => {
  const asked: unknown[] = [];
  const dynamo = {
    send: async ({ input }: { readonly input: { readonly ExclusiveStartKey?: { readonly sk: { S: string } } } }) => {
      const at = Number(input.ExclusiveStartKey?.sk.S ?? -1) + 1;
      asked.push(at);
      const b = { B: leavesBytes([{ receiptId: idOf(at), index: at }]) };
      const last = at + 1 < pages ? { LastEvaluatedKey: { pk: { S: 'p' }, sk: { S: String(at) } } } : {};
      return { Items: [{ b }], ...last };
    },
  };
  const store: LogStore = receiptLog({ table: 'proof', dynamo } as never);
  return { store, asked };
};

describe('the leaves of a second', () => {
  test('are all there where they are more than one page has, so that no receipt stops the log', async () => {
    const { store, asked } = slotOf(10);
    const leaves = await leavesIn(store, SLOT);
    expect([...leaves.values()]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(asked).toEqual([...leaves.values()]);
  });

  test('are read no further than any second has', async () => {
    const { store, asked } = slotOf(1_000);
    await expect(leavesIn(store, SLOT)).rejects.toMatchObject({ name: 'ThrottlingException' });
    expect(asked).toHaveLength(10);
  });
});
