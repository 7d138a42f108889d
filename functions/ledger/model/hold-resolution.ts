import { assert, present } from '../../kernel/core/assert.ts';
import type { Line } from './entry.ts';
import { asItIsNow, givenEffectiveAt, type HoldState, isSystem, type MadeTransaction } from './made-transaction.ts';

/** What is done to a hold. */
export type Ending =
  /** All that is still held is posted, or the part `amount` of a hold with one posting. The rest is released, unless `keep`. */
  | { readonly to: 'posted'; readonly amount: bigint | undefined; readonly keep: boolean }
  | { readonly to: 'voided' | 'expired' };

/** A line of the resolution, with the account that it moves. */
export interface AccountLine {
  readonly account: string;
  readonly line: Line;
}

export interface Resolution {
  /** The hold's state after it: still pending where a part was posted and the rest is kept. */
  readonly state: HoldState;
  /** Set where a hold with one posting was posted, now or before: how much of it in all. */
  readonly postedAmount: bigint | undefined;
  /** One for each customer's account of the hold. */
  readonly lines: readonly AccountLine[];
  /** The hold in its new state. */
  readonly view: MadeTransaction;
  /**
   * Of a hold that is posted in several parts, what this one did alone: the hold as if it had been of what leaves it now. From
   * this system accounts are folded and the event is told; of a hold that ends at once `view` says the same.
   */
  readonly step: HoldStep | undefined;
}

/** One of the several ends of a hold: amounts, entries and `postedAmount` are those of this one, `hold` tells of the whole. */
export interface HoldStep extends MadeTransaction {
  readonly hold: {
    readonly state: HoldState;
    readonly amount: string;
    readonly postedAmount: string;
    readonly heldAmount: string;
  };
}

/** The amount of a hold that has one posting; undefined for any other, of which no part can be posted. */
export const singleAmount = (hold: MadeTransaction): bigint | undefined => {
  const [only, ...more] = hold.postings ?? [];
  return only === undefined || more.length > 0 ? undefined : BigInt(only.amount);
};

/** What was posted of a hold so far. */
export const postedOf = ({ postedAmount }: MadeTransaction): bigint => BigInt(postedAmount ?? 0);

/** What of the held money moves, and what leaves the hold with it: the rest too, unless it is kept. */
const movement = (left: bigint, ending: Ending): { readonly moved: bigint; readonly leaving: bigint } => {
  if (ending.to !== 'posted') return { moved: 0n, leaving: left };
  const moved = ending.amount ?? left;
  return { moved, leaving: ending.keep ? moved : left };
};

/** The hold as if it had been of `leaving`, of which `moved` was posted. */
const stepOf = (
  view: MadeTransaction,
  to: Ending['to'],
  { moved, leaving }: { readonly moved: bigint; readonly leaving: bigint },
  amounts: { readonly single: bigint; readonly posted: bigint },
): HoldStep => {
  const { postedAmount: _, ...whole } = view;
  const amount = leaving.toString();
  return {
    ...whole,
    state: to,
    postings: (view.postings ?? []).map((posting) => ({ ...posting, amount })),
    entries: view.entries.map((entry) => ({ ...entry, amount })),
    ...(to === 'posted' ? { postedAmount: moved.toString() } : {}),
    hold: {
      state: view.state,
      amount: amounts.single.toString(),
      postedAmount: amounts.posted.toString(),
      heldAmount: view.state === 'pending' ? (amounts.single - amounts.posted).toString() : '0',
    },
  };
};

/**
 * What is done to each account of a hold, which is as `hold` says: what leaves it is released, and what is posted of that
 * moves. Held money is posted, released or still held: never two of them and never none.
 */
export const resolve = (hold: MadeTransaction, ending: Ending, at: number): Resolution => {
  const single = singleAmount(hold);
  const before = postedOf(hold);
  if (ending.to === 'posted' && ending.amount !== undefined) {
    const left = present(single, 'a part is of one posting') - before;
    assert(ending.amount > 0n && ending.amount <= left, 'a part is at most what is held');
  }
  const effectiveAt = givenEffectiveAt(hold);
  const lines = hold.entries
    .filter(({ account }) => !isSystem(account))
    .map(({ account, direction, amount }) => {
      // Only of a hold with one posting was anything posted before, and each of its entries is of the whole amount.
      const { moved, leaving } = movement(BigInt(amount) - before, ending);
      const line: Line = { transactionId: hold.id, side: direction, amount: moved, pending: -leaving, at };
      return { account, line: effectiveAt === undefined ? line : { ...line, effectiveAt } };
    });
  if (single === undefined) {
    const view = asItIsNow(hold, { state: ending.to, postedAmount: undefined, reversedBy: undefined });
    return { state: ending.to, postedAmount: undefined, lines, view, step: undefined };
  }
  const now = movement(single - before, ending);
  const posted = before + now.moved;
  // A hold of nothing is none: with its last part posted it has ended, whether more was to come or not.
  const state = before + now.leaving < single ? 'pending' : ending.to;
  const postedAmount = posted > 0n ? posted : undefined;
  const view = asItIsNow(hold, { state, postedAmount, reversedBy: undefined });
  const step = before > 0n || state === 'pending' ? stepOf(view, ending.to, now, { single, posted }) : undefined;
  return { state, postedAmount, lines, view, step };
};
