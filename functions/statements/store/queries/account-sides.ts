import { BATCH_GET_MAX, batchGet } from '../../../kernel/aws/batch-get.ts';
import { chunks, inParallel } from '../../../kernel/core/parallel.ts';
import type { HistoryName } from '../../model/history/kept-entry.ts';
import { normalSide } from '../../model/history/kept-entry.ts';
import type { JournalAccount, JournalTransaction } from '../../model/statement/journal.ts';
import { readEntry } from '../table/entry-item.ts';
import { entryKey, historyPartition } from '../table/keys.ts';
import type { StatementsStore } from '../table/statements-store.ts';
import type { JournalRoom } from './journal-room.ts';
import { type Asking, findLedgerAccount } from './ledger.ts';

const WIDTH = 8;
type Side = JournalAccount['normalBalance'];

const unknownIn = (
  { tenant }: Asking,
  transactions: readonly JournalTransaction[],
  isUnknown: (account: string) => boolean,
): readonly HistoryName[] => {
  const names = new Map<string, HistoryName>();
  for (const { entries } of transactions)
    for (const { account, currency } of entries)
      if (isUnknown(account)) names.set(account, { tenant, account, currency });
  return [...names.values()];
};

/** As the first entry of each history shows it, a hundred of them by a call. */
const addShown = async (
  store: StatementsStore,
  names: readonly HistoryName[],
  known: Map<string, Side>,
): Promise<void> => {
  const accounts = new Map(names.map((name) => [historyPartition(name), name.account]));
  await inParallel(chunks(names, BATCH_GET_MAX), WIDTH, async (some) => {
    const items = await batchGet(
      store,
      some.map((name) => entryKey(name, 1)),
    );
    for (const item of items) {
      const [account, side] = [accounts.get(item.pk?.S ?? ''), normalSide(readEntry(item))];
      if (account !== undefined && side !== undefined) known.set(account, side);
    }
  });
};

/**
 * Adds the normal side of each account of these transactions that is not known and wanted. The ledger is asked of those that have moved nothing at
 * first, or whose history has not come.
 *
 * @returns false where the piece has no room for so many questions: then nothing was asked
 */
export const addSides = async (
  store: StatementsStore,
  asking: Asking,
  { transactions, isWanted }: { transactions: readonly JournalTransaction[]; isWanted: (account: string) => boolean },
  known: Map<string, Side>,
  room: Pick<JournalRoom, 'takesSides'>,
): Promise<boolean> => {
  const names = unknownIn(asking, transactions, (account) => isWanted(account) && !known.has(account));
  await addShown(store, names, known);
  const left = names.filter(({ account }) => !known.has(account));
  if (!room.takesSides(left.length)) return false;
  await inParallel(left, WIDTH, async ({ account }) => {
    const found = await findLedgerAccount(asking, account);
    known.set(account, found?.is === 'own' ? found.side : 'credit');
  });
  return true;
};
