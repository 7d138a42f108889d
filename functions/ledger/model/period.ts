import { Refusal } from '../../kernel/core/problem.ts';
import { formatTime } from '../../kernel/values/time.ts';
import { PERIOD_DEEDS_MAX, type PeriodDeed, type PeriodState, type PeriodView } from '../contract/period.ts';
import { ledgerProblems } from '../contract/problems.ts';
import { monthOf } from './journal.ts';

/**
 * Longer than any run of a function that reads that a month is open and then commits: it answers within 20 s, and sends nothing
 * once it has answered (ADR 0016). The rest is for clocks that differ.
 */
export const SETTLING_MS = 60_000;

/** A closing or reopening of a month. */
export interface DoneToPeriod {
  readonly deed: PeriodDeed;
  readonly by: string;
  readonly at: number;
  readonly reason: string | undefined;
}

/** A month that was closed at least once. */
export interface Period {
  readonly month: string;
  /** Counts its deeds, and makes each commit one on what was read. */
  readonly version: number;
  readonly history: readonly DoneToPeriod[];
}

export const freshPeriod = (month: string): Period => ({ month, version: 0, history: [] });

export const isClosed = ({ history }: Period): boolean => history.at(-1)?.deed === 'closed';

const stateOf = (period: Period, now: number): PeriodState => {
  if (!isClosed(period)) return 'open';
  return now < (period.history.at(-1)?.at ?? 0) + SETTLING_MS ? 'closing' : 'closed';
};

export const periodViewOf = (period: Period, now: number): PeriodView => {
  const closing = isClosed(period) ? period.history.at(-1) : undefined;
  return {
    period: period.month,
    state: stateOf(period, now),
    closedBy: closing?.by ?? null,
    closedAt: closing === undefined ? null : formatTime(closing.at),
    finalAt: closing === undefined ? null : formatTime(closing.at + SETTLING_MS),
    history: period.history.map(({ deed, by, at, reason }) => ({
      ...{ deed, by },
      ...{ at: formatTime(at), reason: reason ?? null },
    })),
  };
};

const refused = (slug: 'period-state' | 'period-own' | 'period-not-over', detail: string): Refusal =>
  new Refusal(ledgerProblems[slug], detail);

const after = (period: Period, done: DoneToPeriod): Period => {
  if (period.history.length >= PERIOD_DEEDS_MAX)
    throw refused('period-state', `A month is closed and reopened at most ${PERIOD_DEEDS_MAX} times.`);
  return { ...period, version: period.version + 1, history: [...period.history, done] };
};

/**
 * A month is closed when it has been over for as long as a transaction without a time of its own may still be under way in it.
 *
 * @throws Refusal `period-not-over`, `period-state`
 */
export const closed = (period: Period, by: string, now: number): Period => {
  if (period.month >= monthOf(now - SETTLING_MS))
    throw refused('period-not-over', 'A month is closed from a minute after its end on, in UTC.');
  if (isClosed(period)) throw refused('period-state', 'The month is closed already.');
  return after(period, { deed: 'closed', by, at: now, reason: undefined });
};

/** @throws Refusal `period-state`, `period-own` */
export const reopened = (period: Period, by: string, reason: string, now: number): Period => {
  const closing = period.history.at(-1);
  if (closing?.deed !== 'closed') throw refused('period-state', 'The month is open.');
  if (closing.by === by) throw refused('period-own', 'This client closed the month: another one reopens it.');
  return after(period, { deed: 'reopened', by, at: now, reason });
};

/** The month that a commit would have to find open; undefined where it counts in the one that runs now. */
export const monthAsked = (effectiveAt: number | undefined, now: number): string | undefined => {
  if (effectiveAt === undefined) return undefined;
  const month = monthOf(effectiveAt);
  return month === monthOf(now) ? undefined : month;
};
