import type { Payment, Step } from './payment.ts';

/** The orders of payments that move something on the account of a rail: they end holds by their transactions. */
export const CLEARING_ORDERS = ['reserve', 'return', 'refund'] as const;

/** One line of a clearing account's history. Amounts are signed: what came to the account is positive. */
export interface ClearingEntry {
  /** Its place in the history of its currency, from 1 without a gap. */
  readonly version: number;
  readonly transaction: string;
  /** Of the transaction's metadata: whose order it says it is, and which one. */
  readonly payment: string | undefined;
  readonly order: (typeof CLEARING_ORDERS)[number] | undefined;
  readonly posted: bigint;
  readonly heldIn: bigint;
  readonly heldOut: bigint;
}

/** Steps at which the ledger may have held what the payment's record does not know of (yet). */
const MAY_HOLD: ReadonlySet<Step> = new Set(['reserving', 'releasing', 'failed', 'canceled']);
/** Steps at which a hold may have been posted: the order to do so is given after the commit of the first. */
const MAY_BE_POSTED: ReadonlySet<Step> = new Set(['settling', 'settled', 'returning', 'returned']);
/** Steps at which a hold may have been released. */
const MAY_BE_RELEASED: ReadonlySet<Step> = new Set(['releasing', 'failed', 'canceled']);

const ofHold = ({ hold, step, amount }: Payment, { transaction, posted, heldIn }: ClearingEntry): boolean => {
  if (hold === undefined ? !MAY_HOLD.has(step) : hold !== transaction) return false;
  if (heldIn === amount) return posted === 0n;
  if (heldIn !== -amount) return false;
  return posted === 0n ? MAY_BE_RELEASED.has(step) : posted === amount && MAY_BE_POSTED.has(step);
};

const ofReturn = ({ givingBack, step, amount }: Payment, { transaction, posted, heldIn }: ClearingEntry): boolean =>
  heldIn === 0n && posted === -amount && (givingBack === undefined ? step === 'returning' : givingBack === transaction);

const ofRefund = ({ refunds }: Payment, { transaction, posted, heldIn }: ClearingEntry): boolean =>
  heldIn === 0n &&
  refunds.some(({ amount, state, transaction: known }) =>
    amount !== -posted ? false : known === undefined ? state === 'processing' : known === transaction,
  );

/**
 * Whether an entry is what one of a payment's own orders does to the account. A payment is on record before the ledger hears of an
 * order, so that one which is read after the entry explains it, however far it has come.
 */
export const explains = (payment: Payment, entry: ClearingEntry, rail: string): boolean => {
  if (payment.to.rail !== rail || entry.heldOut !== 0n) return false;
  switch (entry.order) {
    case 'reserve':
      return ofHold(payment, entry);
    case 'return':
      return ofReturn(payment, entry);
    case 'refund':
      return ofRefund(payment, entry);
    default:
      return false;
  }
};

/** How far the history of one currency has been gone through, and what in it is no payment's. */
export interface Walked {
  readonly version: number;
  /** Of the ledger: the page on which the next entry stands; undefined for the first. */
  readonly cursor: string | undefined;
  /** Oldest first. */
  readonly strays: readonly ClearingEntry[];
}
export const UNWALKED: Walked = { version: 0, cursor: undefined, strays: [] };

/** What follows what was seen, up to the first that is not there yet. Entries stand in their order. */
export const following = (entries: readonly ClearingEntry[], seen: number): readonly ClearingEntry[] => {
  const after = entries.filter(({ version }) => version > seen);
  return after.filter(({ version }, place) => version === seen + 1 + place);
};

/** How soon an account is looked at again, whose history was gone through to its end. */
export const CLEARING_AGAIN_MS = 15 * 60_000;

/** More entries than these that are no payment's stop the walk: somebody has to look, and they are told from each other. */
export const STRAYS_MAX = 20;

const sumOf = (strays: readonly ClearingEntry[], of: (one: ClearingEntry) => bigint): bigint =>
  strays.reduce((sum, one) => sum + of(one), 0n);

/** What no payment explains. Entries that take each other back, such as one and its reversal, leave nothing. */
export const left = (strays: readonly ClearingEntry[]): readonly ClearingEntry[] =>
  [
    sumOf(strays, ({ posted }) => posted),
    sumOf(strays, ({ heldIn }) => heldIn),
    sumOf(strays, ({ heldOut }) => heldOut),
  ].every((sum) => sum === 0n)
    ? []
    : strays;
