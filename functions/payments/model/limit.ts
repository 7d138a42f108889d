import { beginOf, type Day, dayIn, isoDay } from '../../kernel/values/zone.ts';
import { firstOfMonth, monthOf, weekdayOf } from './calendar.ts';

export const LIMIT_WINDOWS = ['payment', 'day', 'week', 'month'] as const;
export type LimitWindow = (typeof LIMIT_WINDOWS)[number];

/** What may leave at most, in a window of time. It never changes: another one takes its place. */
export interface Limit {
  readonly id: string;
  readonly window: LimitWindow;
  /** Whose days count: a name of the IANA time zone database. */
  readonly timeZone: string;
  readonly currency: string;
  /** At least one of the two. */
  readonly amount: bigint | undefined;
  readonly count: number | undefined;
  /** Whose payments count: all that match every one that is given; of the whole tenant where none is. */
  readonly account: string | undefined;
  readonly client: string | undefined;
  readonly rail: string | undefined;
  readonly createdBy: string;
  readonly createdAt: number;
}

/** A payment counts in one item for each: with its receipt and itself they are one store transaction of at most 100. */
export const LIMITS_MAX = 40;

const DAYS_OF_WEEK = 7;

/** Weeks begin on Monday (ISO 8601), months on their first. */
const firstDay = (window: LimitWindow, day: Day): Day => {
  if (window === 'week') return day - weekdayOf(day);
  return window === 'month' ? firstOfMonth(monthOf(day)) : day;
};
const nextFirstDay = (window: LimitWindow, first: Day): Day => {
  if (window === 'week') return first + DAYS_OF_WEEK;
  return window === 'month' ? firstOfMonth(monthOf(first) + 1) : first + 1;
};

/** The window that a moment is in, by its first day: what is counted together. */
export const windowAt = ({ window, timeZone }: Limit, at: number): string =>
  isoDay(firstDay(window, dayIn(timeZone, at)));

/** When that window begins and ends, in ms. */
export const boundsAt = (
  { window, timeZone }: Limit,
  at: number,
): { readonly from: number; readonly until: number } => {
  const first = firstDay(window, dayIn(timeZone, at));
  return { from: beginOf(timeZone, first), until: beginOf(timeZone, nextFirstDay(window, first)) };
};

/** What limits look at in a payment. */
interface Concerned {
  readonly from: string;
  readonly to: { readonly rail: string };
  readonly amount: bigint;
  readonly currency: string;
  readonly maker: string;
}

const concerns = (limit: Limit, { from, to, currency, maker }: Concerned): boolean =>
  limit.currency === currency &&
  (limit.account === undefined || limit.account === from) &&
  (limit.client === undefined || limit.client === maker) &&
  (limit.rail === undefined || limit.rail === to.rail);

/** One count of a payment against a limit: the window that it counts in. */
export interface Counted {
  readonly limit: string;
  readonly window: string;
}

/** A count that is still to be made, with the limit that decides whether it can be. */
export interface Claim {
  readonly limit: Limit;
  readonly window: string;
}

export type Admission =
  | { readonly kind: 'claims'; readonly claims: readonly Claim[] }
  | { readonly kind: 'over'; readonly limit: Limit };

/** What a payment that runs now counts against. One that no window could ever hold is over its limit without a look at any. */
export const admission = (limits: readonly Limit[], payment: Concerned, now: number): Admission => {
  const mine = limits.filter((limit) => concerns(limit, payment));
  const over = mine.find(({ amount }) => amount !== undefined && payment.amount > amount);
  if (over !== undefined) return { kind: 'over', limit: over };
  const counting = mine.filter(({ window }) => window !== 'payment');
  return { kind: 'claims', claims: counting.map((limit) => ({ limit, window: windowAt(limit, now) })) };
};

export const countedOf = (claims: readonly Claim[]): readonly Counted[] =>
  claims.map(({ limit, window }) => ({ limit: limit.id, window }));
