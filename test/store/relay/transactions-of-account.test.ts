import { describe, expect, test } from '@jest/globals';
import {
  transactionsOfAccount,
  type Versions,
} from '../../../functions/ledger/store/queries/transactions-of-account.ts';
import { entryItem } from '../../../functions/ledger/store/table/entry-item.ts';
import { putAll } from '../../../functions/ledger/store/table/entry-writer.ts';
import { accountPartition } from '../../../functions/ledger/store/table/keys.ts';
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
