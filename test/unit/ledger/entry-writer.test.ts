import { BatchGetItemCommand, BatchWriteItemCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, test } from '@jest/globals';
import { type Item, s } from '../../../functions/kernel/aws/attributes.ts';
import { putAll, readAll } from '../../../functions/ledger/store/table/entry-writer.ts';
import type { LedgerStore } from '../../../functions/ledger/store/table/ledger-store.ts';

const item = (n: number): Item => ({ pk: s(`p${n}`), sk: s('E') });
const ITEMS = Array.from({ length: 60 }, (_, n) => item(n));

/** A table that takes and gives at most `share` items a call, and says what it left out; `slept` counts the waits. */
const throttled = (share: number) => {
  const kept = new Map<string, Item>();
  let slept = 0;
  const send = async (command: unknown): Promise<unknown> => {
    if (command instanceof BatchWriteItemCommand) {
      const asked = command.input.RequestItems?.ledger ?? [];
      expect(asked.length).toBeLessThanOrEqual(25);
      for (const { PutRequest } of asked.slice(0, share))
        kept.set(PutRequest?.Item?.pk?.S ?? '', PutRequest?.Item ?? {});
      return { UnprocessedItems: asked.length > share ? { ledger: asked.slice(share) } : {} };
    }
    if (!(command instanceof BatchGetItemCommand)) throw new Error('another call');
    const { Keys = [], ConsistentRead } = command.input.RequestItems?.ledger ?? {};
    expect([Keys.length <= 100, ConsistentRead]).toEqual([true, true]);
    const found = Keys.slice(0, share)
      .map((key) => kept.get(key.pk?.S ?? ''))
      .filter((one) => one !== undefined);
    const left = Keys.slice(share);
    return { Responses: { ledger: found }, UnprocessedKeys: left.length > 0 ? { ledger: { Keys: left } } : {} };
  };
  const store = {
    ...{ dynamo: { send }, table: 'ledger', codeVersion: '1' },
    clock: {
      now: () => 0,
      sleep: async () => {
        slept += 1;
      },
    },
    random: { bytes: (count: number) => new Uint8Array(count), fraction: () => 0.5 },
  } as unknown as LedgerStore;
  return { store, kept, slept: () => slept };
};

describe('a table that leaves out a part of what it is asked', () => {
  test('is asked again for what it left, until all is written and read', async () => {
    const { store, kept, slept } = throttled(7);
    await putAll(store, ITEMS);
    expect(kept.size).toBe(ITEMS.length);
    const some = throttled(30);
    for (const [name, one] of kept) some.kept.set(name, one);
    const read = await readAll(some.store, [...ITEMS, item(99)] as never);
    expect(read.map(({ pk }) => pk?.S).toSorted()).toEqual(ITEMS.map(({ pk }) => pk?.S).toSorted());
    expect([slept() > 0, some.slept() > 0]).toEqual([true, true]);
  });

  test('is given up when it takes and gives nothing, with what is missing counted', async () => {
    const { store } = throttled(0);
    await expect(putAll(store, ITEMS.slice(0, 3))).rejects.toThrow('3 items were not written');
    await expect(readAll(store, ITEMS.slice(0, 4) as never)).rejects.toThrow('4 items were not read');
  });
});
