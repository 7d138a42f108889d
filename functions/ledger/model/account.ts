import { BALANCE_LIMIT, type Currency } from '../../kernel/values/money.ts';
import type { Side } from './entry.ts';
import type { Totals } from './entry-history.ts';

export type AccountStatus = 'open' | 'frozen' | 'closed';

/** An overdraft limit that means "no limit": the bound of every balance. */
export const UNLIMITED = BALANCE_LIMIT;

/** What may still move on each side before a limit is met; never below zero on a committed account. */
export interface Headroom {
  readonly debitHeadroom: bigint;
  readonly creditHeadroom: bigint;
}

/** An account of a customer as its item holds it, less name and metadata (see `Profile`). */
export interface Account extends Totals, Headroom {
  readonly id: string;
  readonly currency: Currency;
  /** The side on which its balance grows. */
  readonly normal: Side;
  readonly status: AccountStatus;
  /** How far the balance may go below zero; `UNLIMITED` for no limit. */
  readonly overdraft: bigint;
  /** Counts the transactions that touched it, holds and releases included. */
  readonly version: number;
  /** Counts the changes of status, profile and overdraft. */
  readonly revision: number;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
}

/** The headroom that totals leave: the near one as far as the overdraft goes, the far one as far as any balance goes. */
export const headroomOf = (totals: Totals, normal: Side, overdraft: bigint): Headroom => ({
  debitHeadroom:
    totals.credits - totals.debits - totals.pendingDebits + (normal === 'credit' ? overdraft : BALANCE_LIMIT),
  creditHeadroom:
    totals.debits - totals.credits - totals.pendingCredits + (normal === 'debit' ? overdraft : BALANCE_LIMIT),
});

/**
 * What may still go out, as it is shown; undefined without a limit. A balance near its bound and an overdraft may leave more
 * headroom than any balance has: then the bound is shown.
 */
export const available = ({ normal, overdraft, debitHeadroom, creditHeadroom }: Account): bigint | undefined => {
  if (overdraft === UNLIMITED) return undefined;
  const headroom = normal === 'credit' ? debitHeadroom : creditHeadroom;
  return headroom < BALANCE_LIMIT ? headroom : BALANCE_LIMIT;
};

/** The side that lowers the balance: where an account can run out of funds. */
export const outgoing = (normal: Side): Side => (normal === 'credit' ? 'debit' : 'credit');
