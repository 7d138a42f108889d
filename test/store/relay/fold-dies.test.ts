import { beforeAll, describe, expect, test } from '@jest/globals';
import { relayRecords } from '../../../functions/ledger/store/relay/relay.ts';
import { clientOf, onEachEngine } from '../../support/on-each-engine.ts';
import { expectBalances, expectHistory, expectHonest } from './checks.ts';
import { unstreamedTable } from './fresh-table.ts';
import { LedgerStream, START, transfer } from './ledger-stream.ts';
import { rig } from './rig.ts';

await onEachEngine((engine) => {
  const client = clientOf(engine);
  const table = 'fold-dies';

  beforeAll(async () => {
    await unstreamedTable(client, table);
  });

  describe('a relay that folds a system account', () => {
    test('dead between a fold and its entries, it leaves a balance that is right at once, and entries to whoever comes next', async () => {
      const bank = new LedgerStream('acme');
      for (let i = 0; i < 150; i += 1) {
        const effectiveAt = i % 50 === 7 ? START - 3_600_000 : undefined;
        bank.commit([{ legs: transfer('@world', '@fees', 10n), at: START + i * 1_000, effectiveAt }]);
      }
      const lines = bank.lines.get('@fees') ?? [];
      const receipts = bank.records.slice(0, 60);
      let folds = false;
      const dying = rig(client, table, (_, name) => {
        folds ||= name === 'TransactWriteItemsCommand';
        return folds && name === 'BatchWriteItemCommand' ? 'before' : undefined;
      });
      expect((await relayRecords(dying.relay, receipts)).failed).toHaveLength(60);
      const folded = lines.slice(0, 60);
      expect(await expectHonest(rig(client, table).store, 'acme', '@fees', folded, 'credit')).toBe(1);
      await expect(expectHistory(rig(client, table).store, 'acme', '@fees', folded)).rejects.toThrow();

      const names: string[] = [];
      const next = rig(client, table, (_, name) => {
        names.push(name);
        return undefined;
      });
      // Others come in between: histories have a gap where the first one died.
      await relayRecords(rig(client, table).relay, bank.records.slice(60));
      await expectHonest(next.store, 'acme', '@fees', lines, 'credit');
      names.length = 0;
      expect(await relayRecords(next.relay, receipts)).toMatchObject({ failed: [] });
      const reads = names.filter((name) => /Get|Query|Scan/.test(name));
      expect(reads).toEqual(['GetItemCommand', 'GetItemCommand']);
      for (const id of ['@world', '@fees']) await expectHistory(next.store, 'acme', id, bank.lines.get(id) ?? []);
      await expectBalances(
        next.store,
        'acme',
        '@fees',
        lines,
        lines.slice(0, 20).map(({ at }) => at),
      );
      const told = next.told.filter(({ detailType }) => detailType === 'ledger.EntriesAppended');
      expect(told.flatMap(({ detail }) => detail.data.entries)).toHaveLength(120);
    });
  });
});
