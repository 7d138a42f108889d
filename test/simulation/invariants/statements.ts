import { type Item, str } from '../../../functions/kernel/aws/attributes.ts';
import { readEntry as readLedgerEntry } from '../../../functions/ledger/store/table/entry-item.ts';
import { ENTRY_PREFIX, parsePartition } from '../../../functions/ledger/store/table/keys.ts';
import { readEntry } from '../../../functions/statements/store/table/entry-item.ts';
import { TABLES } from '../functions/outside.ts';
import { same } from '../violation.ts';
import type { World } from '../world/world.ts';

/** What statements keep is what the ledger has: each entry of each history, with the same amounts and balances. */
export const checkStatements = ({ store, profile }: World): void => {
  if (!profile.statements) return;
  const kept = (store.all(TABLES.statements) as unknown as readonly Item[])
    .filter(({ sk }) => sk?.S?.startsWith('E#'))
    .map((item) => {
      const { version, transactionId, amount, before, after } = readEntry(item);
      const [tenant, , account] = str(item, 'pk').split('#');
      return `${tenant} ${account} ${version} ${transactionId} ${amount} ${before} ${after}`;
    });
  const had = (store.all(TABLES.ledger) as unknown as readonly Item[])
    .filter(({ sk }) => sk?.S?.startsWith(ENTRY_PREFIX))
    .map((item) => {
      const { version, transactionId, amount, before, after } = readLedgerEntry(item);
      const { tenant, id } = parsePartition(str(item, 'pk')) ?? {};
      return `${tenant} ${id} ${version} ${transactionId} ${amount} ${before} ${after}`;
    });
  const [a, b] = [new Set(kept), new Set(had)];
  same(
    'statements-true',
    'entries that statements lack',
    had.filter((line) => !a.has(line)),
    [],
  );
  same(
    'statements-true',
    'entries that the ledger lacks',
    kept.filter((line) => !b.has(line)),
    [],
  );
};
