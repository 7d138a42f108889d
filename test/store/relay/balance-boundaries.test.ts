import { describe, test } from '@jest/globals';
import type { Side } from '../../../functions/ledger/model/entry.ts';
import { relayRecords } from '../../../functions/ledger/store/relay/relay.ts';
import { around, boundaries } from '../../unit/ledger/boundaries.ts';
import { expectBalances, expectHistory } from './checks.ts';
import { freshTables } from './fresh-table.ts';
import { LedgerStream, START, transfer } from './ledger-stream.ts';
import { rig } from './rig.ts';

describe('balances on the table', () => {
  const fresh = freshTables('boundaries');

  test('are exact a millisecond around every boundary of the index, on both normal sides and of a system account', async () => {
    const { client, table } = await fresh();
    const bank = new LedgerStream('acme');
    const sides: Readonly<Record<string, Side>> = { alice: 'credit', carol: 'debit', '@world': 'credit' };
    bank.open('alice');
    bank.open('carol', 'debit');
    const edges = around(boundaries(START));
    for (const [index, effectiveAt] of edges.entries()) {
      const to = index % 2 === 0 ? 'alice' : 'carol';
      bank.commit([{ legs: transfer('@world', to, 2n ** BigInt(index)), at: START + index * 1_000, effectiveAt }]);
    }
    const { relay, store } = rig(client, table);
    for (let from = 0; from < bank.records.length; from += 30) {
      await relayRecords(relay, bank.records.slice(from, from + 30));
    }
    for (const [id, normal] of Object.entries(sides)) {
      const lines = bank.lines.get(id) ?? [];
      await expectHistory(store, 'acme', id, lines, normal);
      await expectBalances(store, 'acme', id, lines, around(edges), normal);
    }
  });
});
