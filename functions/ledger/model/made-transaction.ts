import { assert } from '../../kernel/core/assert.ts';
import { parseTime } from '../../kernel/values/time.ts';
import type { Side } from './entry.ts';

/**
 * The stored answer of a transaction, as far as later operations on it need to know: a tolerant reader, which hands on every
 * member that it does not know. What was answered years ago must still be postable, reversible and readable.
 */
export interface MadeTransaction {
  readonly id: string;
  readonly state: HoldState;
  readonly currency?: string | null;
  readonly postings?: readonly MadePosting[] | null;
  /** Netted per account and currency. */
  readonly entries: readonly MadeEntry[];
  readonly createdAt: string;
  readonly effectiveAt?: string | null;
  readonly postedAmount?: string | null;
  readonly reversedBy?: string | null;
  readonly reverses?: string | null;
}

export type HoldState = 'pending' | 'posted' | 'voided' | 'expired';

export interface MadePosting {
  readonly from: string;
  readonly to: string;
  readonly amount: string;
  readonly currency?: string | null;
}

export interface MadeEntry {
  readonly account: string;
  readonly direction: Side;
  readonly amount: string;
  readonly currency: string;
}

/** What has become of a transaction since it was answered. */
export interface Since {
  readonly state: HoldState | undefined;
  readonly postedAmount: bigint | undefined;
  readonly reversedBy: string | undefined;
}

/** Reads a stored answer; only an answer of success is one of these. */
export const readMade = (body: string): MadeTransaction => {
  const made = JSON.parse(body) as MadeTransaction;
  assert(typeof made.id === 'string' && Array.isArray(made.entries), 'a stored transaction has an id and entries');
  return made;
};

/** A transaction as it is now: the stored answer, with what has changed since over it. */
export const asItIsNow = (made: MadeTransaction, since: Since): MadeTransaction => ({
  ...made,
  ...(since.state === undefined ? {} : { state: since.state }),
  ...(since.postedAmount === undefined ? {} : { postedAmount: since.postedAmount.toString() }),
  ...(since.reversedBy === undefined ? {} : { reversedBy: since.reversedBy }),
});

/** What a hold reads as at `now`: expired from its expiry on, whether its money has been released by then or not. */
export const holdStateAt = (
  { state, expiresAt }: { readonly state: HoldState | undefined; readonly expiresAt: number | undefined },
  now: number,
): HoldState | undefined => (state === 'pending' && expiresAt !== undefined && expiresAt <= now ? 'expired' : state);

/** The effective time that the client gave, in ms; undefined where it gave none. */
export const givenEffectiveAt = (made: Pick<MadeTransaction, 'effectiveAt'>): number | undefined => {
  if (made.effectiveAt === undefined || made.effectiveAt === null) return undefined;
  const ms = parseTime(made.effectiveAt);
  assert(ms !== undefined, 'a stored time can be read');
  return ms;
};

/** System accounts are in no money transaction: the relay folds them from receipts. */
export const isSystem = (account: string): boolean => account.startsWith('@');
