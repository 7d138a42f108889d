import { parseTime } from '../../functions/kernel/values/time.ts';
import type { Account, Books, Difference, Entry, History } from './books.ts';
import { type ExpectedLine, lineName, linesOf } from './receipt-lines.ts';

const nameOf = (account: string, currency: string): string => `${account} ${currency}`;
const entryName = ({ account, currency }: Pick<History, 'account' | 'currency'>, version: number): string =>
  `${nameOf(account, currency)} ${version}`;

const timeOf = ({ at }: { readonly at: string }): number => parseTime(at) ?? 0;

/** Versions from 1 without a gap, each beginning with the balance that the one before it ended with. */
const checkChain = (history: History, normal: Account['normalBalance']): readonly Difference[] => {
  const found: Difference[] = [];
  const add = (version: number, says: string) =>
    found.push({ where: 'entry', name: entryName(history, version), says });
  let [balance, next] = [0n, 1];
  for (const entry of history.entries) {
    if (entry.version !== next) add(next, 'is missing');
    if (entry.before !== balance && entry.version === next)
      add(entry.version, 'does not begin with the balance before it');
    const change = entry.direction === normal ? entry.amount : -entry.amount;
    if (entry.after - entry.before !== change) add(entry.version, 'does not end with its balance and amount');
    balance = entry.after;
    next = entry.version + 1;
  }
  return found;
};

/** Each entry is what a receipt says, once; and each line of a receipt has its entry. */
const checkLines = (history: History, expected: readonly ExpectedLine[], settled: number): readonly Difference[] => {
  const open = Map.groupBy(expected, lineName);
  const found: Difference[] = [];
  for (const entry of history.entries) {
    const lines = open.get(lineName(entry));
    if (lines === undefined || lines.length === 0) {
      if (timeOf(entry) >= settled) continue;
      found.push({
        where: 'entry',
        name: entryName(history, entry.version),
        says: `is what no receipt says of ${entry.transactionId}`,
      });
    } else lines.pop();
  }
  for (const line of [...open.values()].flat())
    if (timeOf(line) < settled)
      found.push({
        where: 'entry',
        name: `${nameOf(history.account, history.currency)} of ${line.transactionId}`,
        says: 'is missing, though a receipt says it',
      });
  return found;
};

const sum = (entries: readonly Entry[], side: Entry['direction']): bigint =>
  entries.reduce((total, { direction, pending }) => (direction === side ? total + pending : total), 0n);

/**
 * The entries that a balance may be of: it was read before them. Of an account of the tenant its version says which; of a system
 * account nothing does, so that entries of the last moments may be too many.
 */
const entriesBehind = ({ version, posted }: Account, all: readonly Entry[], settled: number): readonly Entry[] => {
  if (version !== undefined) return all.filter((entry) => entry.version <= version);
  let count = all.length;
  while (count > 0 && all[count - 1]?.after !== posted && timeOf(all[count - 1] as Entry) >= settled) count -= 1;
  return all.slice(0, count);
};

const checkBalance = (account: Account, all: readonly Entry[], settled: number): readonly Difference[] => {
  const entries = entriesBehind(account, all, settled);
  const last = entries.at(-1);
  const name = nameOf(account.id, account.currency);
  const other = account.normalBalance === 'debit' ? 'credit' : 'debit';
  const wrong = [
    ...(account.posted === (last?.after ?? 0n)
      ? []
      : [`is ${account.posted}, and its entries end with ${last?.after ?? 0n}`]),
    ...(account.pendingIn === sum(entries, account.normalBalance)
      ? []
      : ['has not the holds coming in of its entries']),
    ...(account.pendingOut === sum(entries, other) ? [] : ['has not the holds going out of its entries']),
    ...(account.version === undefined || account.version === entries.length
      ? []
      : [`has version ${account.version}, and ${entries.length} entries`]),
  ];
  return wrong.map((says) => ({ where: 'balance', name, says }));
};

/** Entries against receipts, balances against entries, and all balances of a currency against zero. */
export const checkHistories = (books: Books): readonly Difference[] => {
  const expected = Map.groupBy(linesOf([...books.receipts.values()]), ({ account, currency }) =>
    nameOf(account, currency),
  );
  const histories = new Map(books.histories.map((one) => [nameOf(one.account, one.currency), one]));
  const found: Difference[] = [];
  const sums = new Map<string, bigint>();
  for (const account of books.accounts) {
    const name = nameOf(account.id, account.currency);
    const history = histories.get(name) ?? { account: account.id, currency: account.currency, entries: [] };
    found.push(...checkChain(history, account.normalBalance));
    found.push(...checkLines(history, expected.get(name) ?? [], books.settled));
    found.push(...checkBalance(account, history.entries, books.settled));
    const signed = account.normalBalance === 'credit' ? account.posted : -account.posted;
    sums.set(account.currency, (sums.get(account.currency) ?? 0n) + signed);
    expected.delete(name);
  }
  for (const [name, lines] of expected)
    for (const { transactionId } of lines)
      found.push({ where: 'balance', name, says: `is missing: no account has the entry of ${transactionId}` });
  // While money moves, balances are not of one moment.
  const isQuiet = [...books.receipts.values()].every((receipt) => timeOf(receipt) < books.settled);
  for (const [currency, total] of sums)
    if (isQuiet && total !== 0n)
      found.push({ where: 'balance', name: currency, says: `does not sum up to zero but to ${total}` });
  return found;
};
