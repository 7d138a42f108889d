import { assert, present } from '../../../kernel/core/assert.ts';
import { addDays, type CivilDate, civilDate, parseCivilDate } from '../../../kernel/values/civil-date.ts';
import { formatTime } from '../../../kernel/values/time.ts';
import { dayIn } from '../../../kernel/values/zone.ts';
import type { SignedEntry } from '../statement/account-statement.ts';

/** Whose history: an account has one in its currency, a system account one in each. */
export interface HistoryName {
  readonly tenant: string;
  readonly account: string;
  readonly currency: string;
}

/** An entry of the ledger as it is kept: all of it never changes, so it is the same whoever tells it and however often. */
export interface KeptEntry {
  /** From 1, without a gap. */
  readonly version: number;
  readonly transactionId: string;
  readonly direction: 'debit' | 'credit';
  readonly amount: bigint;
  readonly pending: bigint;
  /** On the account's normal side. */
  readonly before: bigint;
  readonly after: bigint;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly effectiveAt: number;
}

export type DayOf = (ms: number) => CivilDate;

export const utcDay: DayOf = (ms) =>
  present(parseCivilDate(formatTime(ms).slice(0, 10)), 'a time begins with its day in UTC');

const EPOCH = civilDate(1970, 1, 1);
/** The day of a time zone. */
export const dayInZone =
  (zone: string): DayOf =>
  (ms) =>
    zone === 'UTC' ? utcDay(ms) : addDays(EPOCH, dayIn(zone, ms));

/** As a statement takes it; undefined where it moved no money (a hold, a release). */
export const signedEntry = (entry: KeptEntry, dayOf: DayOf = utcDay): SignedEntry | undefined =>
  entry.before === entry.after
    ? undefined
    : {
        version: entry.version,
        transactionId: entry.transactionId,
        amount: entry.after - entry.before,
        bookedOn: dayOf(entry.at),
        effectiveOn: dayOf(entry.effectiveAt),
        description: undefined,
      };

/** The side on which the account's balance grows; undefined while nothing has moved. */
export const normalSide = ({ before, after, amount, direction }: KeptEntry): KeptEntry['direction'] | undefined => {
  if (before === after) return undefined;
  assert(after - before === amount || before - after === amount, 'an entry moves its balance by its amount');
  if (after - before === amount) return direction;
  return direction === 'debit' ? 'credit' : 'debit';
};
