import { inParallel } from '../../../kernel/core/parallel.ts';
import type { HistoryName } from '../../model/history/kept-entry.ts';
import { normalSide } from '../../model/history/kept-entry.ts';
import type { JournalAccount, JournalTransaction } from '../../model/statement/journal.ts';
import type { StatementsStore } from '../table/statements-store.ts';
import { entriesOf } from './histories.ts';
import { type Asking, findLedgerAccount } from './ledger.ts';

const WIDTH = 8;
type Side = JournalAccount['normalBalance'];

/** As the history's first entry shows it; the ledger is asked where that moved nothing, or has not come. */
const sideOf = async (store: StatementsStore, asking: Asking, name: HistoryName): Promise<Side> => {
  for await (const entry of entriesOf(store, name, { first: 1, last: 1 })) {
    const side = normalSide(entry);
    if (side !== undefined) return side;
  }
  const found = await findLedgerAccount(asking, name.account);
  return found?.is === 'own' ? found.side : 'credit';
};

/** Adds the normal side of each account of these transactions that is not known and wanted. */
export const addSides = async (
  store: StatementsStore,
  asking: Asking,
  { transactions, isWanted }: { transactions: readonly JournalTransaction[]; isWanted: (account: string) => boolean },
  known: Map<string, Side>,
): Promise<void> => {
  const names = new Map<string, HistoryName>();
  for (const { entries } of transactions)
    for (const { account, currency } of entries)
      if (isWanted(account) && !known.has(account)) names.set(account, { tenant: asking.tenant, account, currency });
  await inParallel([...names.values()], WIDTH, async (name) => {
    known.set(name.account, await sideOf(store, asking, name));
  });
};
