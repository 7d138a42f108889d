import { Refusal } from '../../kernel/core/problem.ts';
import { AMOUNT_LIMIT, type Amount, type Currency, formatAmount } from '../../kernel/values/money.ts';
import type { Metadata } from '../../kernel/values/text.ts';
import { ledgerProblems } from '../contract/problems.ts';
import type { NewTransaction } from '../contract/transaction.ts';
import type { Side } from './entry.ts';
import { postedOf } from './hold-resolution.ts';
import type { MadeEntry, MadePosting, MadeTransaction } from './made-transaction.ts';

/** What the client says of a reversal. */
export interface ReversalNote {
  readonly description?: string | undefined;
  /** Any time that a new transaction may count from: not bound to the original's, which may have been dated wrongly. */
  readonly effectiveAt?: string | null | undefined;
  readonly metadata?: Metadata | undefined;
}

const opposite = (side: Side): Side => (side === 'debit' ? 'credit' : 'debit');

const back = ({ from, to, amount, currency }: MadePosting, posted: string | null | undefined) => ({
  from: to,
  to: from,
  amount: (posted ?? amount) as Amount,
  ...(currency === undefined || currency === null ? {} : { currency: currency as Currency }),
});

const LARGEST = AMOUNT_LIMIT - 1n;

/** A netted entry may pass what one amount can say: then it goes back as several, which are netted again. */
const backEntries = ({ account, direction, amount, currency }: MadeEntry) => {
  const entries = [];
  for (let rest = BigInt(amount); rest > 0n; rest -= LARGEST) {
    const part = formatAmount(rest < LARGEST ? rest : LARGEST);
    entries.push({ account, direction: opposite(direction), amount: part, currency: currency as Currency });
  }
  return entries;
};

/** Refuses what cannot be reversed, given the transaction as it is now. */
export const assertReversible = (transaction: MadeTransaction): void => {
  const refuse = (detail: string): never => {
    throw new Refusal(ledgerProblems['transaction-state'], detail);
  };
  if (transaction.reverses) refuse('A reversal cannot be reversed. Make a new transaction instead.');
  if (transaction.reversedBy) refuse('The transaction has been reversed already.');
  if (transaction.state === 'pending') refuse('A hold that is pending is voided, not reversed.');
  if (transaction.state === 'posted' || postedOf(transaction) > 0n) return;
  refuse('Nothing of this hold was posted, so there is nothing to reverse.');
};

/** The request that takes a transaction back: of a hold, however it ended, what was posted of it. */
export const reversalOf = (transaction: MadeTransaction, note: ReversalNote | undefined): NewTransaction => {
  const { postings, postedAmount, currency } = transaction;
  return {
    ...(currency === undefined || currency === null ? {} : { currency: currency as Currency }),
    ...(postings
      ? { postings: postings.map((posting) => back(posting, postedAmount)) }
      : { entries: transaction.entries.flatMap(backEntries) }),
    ...(note?.description === undefined ? {} : { description: note.description }),
    ...(note?.effectiveAt === undefined ? {} : { effectiveAt: note.effectiveAt }),
    ...(note?.metadata === undefined ? {} : { metadata: note.metadata }),
  };
};
