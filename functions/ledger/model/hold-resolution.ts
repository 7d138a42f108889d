import { assert, present } from '../../kernel/assert.ts';
import type { Line } from './entry.ts';
import { asItIsNow, givenEffectiveAt, type HoldState, isSystem, type MadeTransaction } from './made-transaction.ts';

/** How a hold ends. */
export type Ending =
  /** All of it is posted, or the part `amount` of a hold with one posting, whose rest is released. */
  { readonly to: 'posted'; readonly amount: bigint | undefined } | { readonly to: 'voided' | 'expired' };

/** A line of the resolution, with the account that it moves. */
export interface AccountLine {
  readonly account: string;
  readonly line: Line;
}

export interface Resolution {
  readonly state: Exclude<HoldState, 'pending'>;
  /** Set where a hold with one posting was posted: how much of it. */
  readonly postedAmount: bigint | undefined;
  /** One for each customer's account of the hold. */
  readonly lines: readonly AccountLine[];
  /** The hold in its new state. */
  readonly view: MadeTransaction;
}

/** The amount of a hold that has one posting; undefined for any other, of which no part can be posted. */
export const singleAmount = (hold: MadeTransaction): bigint | undefined => {
  const [only, ...more] = hold.postings ?? [];
  return only === undefined || more.length > 0 ? undefined : BigInt(only.amount);
};

/**
 * What resolving a hold does to each account: what was held is released, and what is posted moves. Held money is posted or
 * released, never both and never neither.
 */
export const resolve = (hold: MadeTransaction, ending: Ending, at: number): Resolution => {
  const single = singleAmount(hold);
  const part = ending.to === 'posted' ? ending.amount : undefined;
  if (part !== undefined) {
    assert(part > 0n && part <= present(single, 'a part is of one posting'), 'a part is at most what is held');
  }
  const postedAmount = ending.to === 'posted' ? (part ?? single) : undefined;
  const effectiveAt = givenEffectiveAt(hold);
  const lines = hold.entries
    .filter(({ account }) => !isSystem(account))
    .map(({ account, direction, amount }) => {
      const held = BigInt(amount);
      const posted = ending.to === 'posted' ? (part ?? held) : 0n;
      const line: Line = { transactionId: hold.id, side: direction, amount: posted, pending: -held, at };
      return { account, line: effectiveAt === undefined ? line : { ...line, effectiveAt } };
    });
  const view = asItIsNow(hold, { state: ending.to, postedAmount, reversedBy: undefined });
  return { state: ending.to, postedAmount, lines, view };
};
