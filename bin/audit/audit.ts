import { parseTime } from '../../functions/kernel/values/time.ts';
import type { Books, Difference } from './books.ts';
import { checkCalls } from './check-calls.ts';
import { checkEvents } from './check-events.ts';
import { checkHistories } from './check-history.ts';
import { checkReceipts, checkTree } from './check-log.ts';
import { movedBy } from './receipt-lines.ts';

/** Each transaction as it is now against the receipts that made it so. */
const checkTransactions = ({ transactions, receipts, settled }: Books): readonly Difference[] => {
  const ends = new Map<string, string>();
  const reversals = new Map<string, string>();
  for (const receipt of receipts.values()) {
    const moved = movedBy(receipt);
    if (moved?.resolves === true) ends.set(moved.made.id, moved.made.state);
    const reverses = moved?.made.reverses;
    if (typeof reverses === 'string') reversals.set(reverses, receipt.id);
  }
  const listed = new Set(transactions.map(({ id }) => id));
  const unlisted = [...receipts.values()]
    .filter((receipt) => receipt.id.startsWith('txn_') && receipt.status < 300 && !listed.has(receipt.id))
    .filter(({ at }) => (parseTime(at) ?? 0) < settled)
    .map(({ id }): Difference => ({ where: 'transaction', name: id, says: 'is in no list of transactions' }));
  const changed = transactions.flatMap((one): readonly Difference[] => {
    const receipt = receipts.get(one.id);
    const add = (says: string): Difference => ({ where: 'transaction', name: one.id, says });
    const made = receipt && movedBy(receipt)?.made;
    if (receipt === undefined || made === undefined) return [add('has no receipt that says so')];
    if ((parseTime(receipt.at) ?? 0) >= settled) return [];
    const wrong = one.createdAt === receipt.at ? [] : [add(`is of ${one.createdAt}, and its receipt of ${receipt.at}`)];
    if (one.reversedBy !== reversals.get(one.id)) wrong.push(add('is not reversed as its receipts say'));
    const end = ends.get(one.id);
    // A hold that is past its expiry reads so before it is swept; one that is posted in part stays pending.
    const states =
      made.state === 'posted'
        ? ['posted']
        : end === undefined
          ? ['pending', 'expired']
          : [end, 'pending', 'voided', 'expired'];
    if (!states.includes(one.state)) wrong.push(add(`is ${one.state}, which no receipt says`));
    return wrong;
  });
  return [...unlisted, ...changed];
};

/** Holds everything against everything that says the same in another place. Every difference, in the order of the money. */
export const audit = (books: Books): readonly Difference[] => [
  ...checkTree(books.log),
  ...checkReceipts(books),
  ...checkTransactions(books),
  ...checkHistories(books),
  ...checkEvents(books),
  ...(books.access === undefined ? [] : checkCalls(books.access, books.tenant)),
];
