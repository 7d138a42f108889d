import { describe, expect, test } from '@jest/globals';
import { currencyCodes } from '../../../functions/kernel/values/currencies.ts';
import {
  transactionsOfAccount,
  type Versions,
} from '../../../functions/ledger/store/queries/transactions-of-account.ts';
import { entryItem } from '../../../functions/ledger/store/table/entry-item.ts';
import { putAll } from '../../../functions/ledger/store/table/entry-writer.ts';
import { accountPartition, CURRENCY_PREFIX, systemPartition } from '../../../functions/ledger/store/table/keys.ts';
import { freshTables } from './fresh-table.ts';
import { START } from './ledger-stream.ts';
import { rig } from './rig.ts';

describe('the transactions of an account since a time', () => {
  const fresh = freshTables('touching');

  /** Ids found, page by page of one entry, until the source says that nothing lies beyond. */
  const found = async (times: readonly number[], since: number): Promise<readonly string[]> => {
    const { client, table } = await fresh();
    const { store } = rig(client, table);
    const pk = accountPartition('acme', 'alice');
    const items = times.map((at, index) =>
      entryItem(pk, {
        ...{ version: index + 1, transactionId: `v${index + 1}`, side: 'credit', amount: 1n, pending: 0n },
        ...{ at, before: 0n, after: 1n },
      }),
    );
    await putAll(store, items);
    const ids: string[] = [];
    let from: Versions | undefined;
    for (let page = 0; page <= times.length; page += 1) {
      const { some, end, done } = await transactionsOfAccount(store, 'acme', 'alice', since)(from, 1);
      ids.push(...some.map(({ id }) => id));
      if (done) return ids;
      from = end;
    }
    throw new Error('the list does not end');
  };

  test('are all found though clocks were a minute apart, and no older ones are looked for', async () => {
    const since = START + 1_000_000;
    // The newest ones were made by clocks behind, the one before them by a clock that was right.
    expect(await found([since - 300_000, since, since - 59_999, since - 60_000], since)).toEqual([
      'v4',
      'v3',
      'v2',
      'v1',
    ]);
    expect(await found([since - 300_000, since - 200_000, since - 60_001, since], since)).toEqual(['v4', 'v3']);
  });
});

describe('the transactions of a system account in many currencies', () => {
  const fresh = freshTables('currencies');
  const CURRENCIES = currencyCodes();
  const [EACH, ONE_HAS] = [3, 150];

  /** One has most of the entries, as in life; each has some, at times that lie between each other. */
  const counted = async () => {
    const { client, table } = await fresh();
    const { store } = rig(client, table);
    const made: { readonly id: string; readonly at: number }[] = [];
    for (const [place, currency] of CURRENCIES.entries()) {
      const count = place === 7 ? ONE_HAS : EACH;
      const items = Array.from({ length: count }, (_, index) => {
        const at = START + (index * 60_000) / count + place;
        const transactionId = `${currency}.${index + 1}`;
        made.push({ id: transactionId, at });
        return entryItem(systemPartition('acme', '@fees', currency), {
          ...{ version: index + 1, transactionId, side: 'credit', amount: 1n, pending: 0n, at, before: 0n, after: 1n },
        });
      });
      await putAll(store, [
        ...items,
        { pk: { S: accountPartition('acme', '@fees') }, sk: { S: `${CURRENCY_PREFIX}${currency}` } },
      ]);
    }
    let [queries, entries] = [0, 0];
    const send = (async (command: object) => {
      const answer = (await store.dynamo.send(command as never)) as { readonly Items?: readonly object[] };
      queries += 1;
      entries += answer.Items?.length ?? 0;
      return answer;
    }) as never;
    const newestFirst = made.toSorted((a, b) => b.at - a.at).map(({ id }) => id);
    return { store: { ...store, dynamo: { send } }, newestFirst, read: () => ({ queries, entries }) };
  };

  test('are merged by time, and a round reads about as many entries as it gives, not as many of each currency', async () => {
    const { store, newestFirst, read } = await counted();
    const source = transactionsOfAccount(store, 'acme', '@fees');
    const ids: string[] = [];
    let [from, rounds]: [Versions | undefined, number] = [undefined, 0];
    for (let isDone = false; !isDone; rounds += 1) {
      const { some, end, done } = await source(from, 100);
      ids.push(...some.map(({ id }) => id));
      // A cursor brings the position from outside: reading begins anew there.
      from = rounds === 2 ? { ...end } : end;
      isDone = done;
    }
    expect(ids).toEqual(newestFirst);
    // Twice each history's first piece and its next one, what the busy one has, and the currencies themselves.
    const { queries, entries } = read();
    expect(entries).toBeLessThan(2 * (CURRENCIES.length * 5 + ONE_HAS));
    expect(queries).toBeLessThan(2 * (CURRENCIES.length * 3 + 10));
  });
});
