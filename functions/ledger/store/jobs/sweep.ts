import { inParallel } from '../../../kernel/core/parallel.ts';
import { Refusal } from '../../../kernel/core/problem.ts';
import { expireHold } from '../commit/expire-hold.ts';
import { type DueHold, type DueRound, dueRound } from '../queries/due-holds.ts';
import type { LedgerStore } from '../table/ledger-store.ts';
import { reasonOf } from '../table/retryable-error.ts';

/** What a sweep has done. */
export interface Swept {
  readonly expired: number;
  /** Found in the index, but not due any more or ended by others. */
  readonly passed: number;
  /** Left for the next sweep: their accounts were too busy. */
  readonly busy: number;
  /** Broken in a way that no later sweep mends; the first reason. */
  readonly failed: number;
  readonly reason: string | undefined;
}

const NOTHING: Swept = { expired: 0, passed: 0, busy: 0, failed: 0, reason: undefined };

/** Of each of 16 buckets a week at a time. */
const PER_BUCKET = 100;
/** Holds that end at the same time, each within some tens of milliseconds: hundreds a second. */
const WIDTH = 16;
/** The second pass follows the first by this much. */
const HALF_MINUTE_MS = 30_000;

export interface Sweep {
  /** How many weeks of buckets before this one are looked at: more than 1 only after a standstill of a week. */
  readonly weeksBack: number;
  readonly requestId: string;
  /** Milliseconds since the epoch by which the sweep must have ended. */
  readonly deadline: number;
  /** Holds of each bucket in one round; 100 unless said. */
  readonly perBucket?: number;
}

const expireOne = async (
  store: LedgerStore,
  hold: DueHold,
  { requestId, deadline }: Sweep,
): Promise<Partial<Swept>> => {
  try {
    const done = await expireHold(store, hold, { requestId, deadline });
    return done ? { expired: 1 } : { passed: 1 };
  } catch (error) {
    if (error instanceof Refusal) return { busy: 1 };
    // One broken hold must not keep the others' money: it is counted and told, and the sweep goes on.
    return { failed: 1, reason: reasonOf(error) };
  }
};

const add = (sum: Swept, one: Partial<Swept>): Swept => ({
  expired: sum.expired + (one.expired ?? 0),
  passed: sum.passed + (one.passed ?? 0),
  busy: sum.busy + (one.busy ?? 0),
  failed: sum.failed + (one.failed ?? 0),
  reason: sum.reason ?? one.reason,
});

/**
 * Takes the earliest holds of all buckets, round after round, until nothing is due or the time is up. So neither thousands of one
 * tenant's holds nor broken ones delay those behind them by a minute.
 */
const pass = async (store: LedgerStore, sweep: Sweep): Promise<Swept> => {
  let swept = NOTHING;
  const { weeksBack, perBucket: limit = PER_BUCKET } = sweep;
  const asked = { after: 0, by: store.clock.now(), limit, weeksBack };
  let round: DueRound | undefined;
  do {
    round = await dueRound(store, asked, round?.further);
    await inParallel(round.holds, WIDTH, async (hold) => {
      if (store.clock.now() >= sweep.deadline) return;
      const one = await expireOne(store, hold, sweep);
      swept = add(swept, one);
    });
  } while (round.further.size > 0 && store.clock.now() < sweep.deadline);
  return swept;
};

/** Whether a hold becomes due before the second pass. One that is placed after this look ends within the next run's minute. */
const moreIsComing = async (store: LedgerStore, { weeksBack }: Sweep, from: number): Promise<boolean> => {
  const asked = { after: from, by: from + HALF_MINUTE_MS, limit: 1, weeksBack };
  return (await dueRound(store, asked)).holds.length > 0;
};

/**
 * Releases the holds that are due, and half a minute later those that have become due meanwhile. Schedules fire by the minute, not
 * to the second. With one pass a minute a hold that expired just after it would take all of the 60 seconds that its release may
 * take. Nobody waits for holds that are not there: a run is paid by its time.
 */
export const sweepHolds = async (store: LedgerStore, sweep: Sweep): Promise<Swept> => {
  const started = store.clock.now();
  const first = await pass(store, sweep);
  const wait = Math.max(0, started + HALF_MINUTE_MS - store.clock.now());
  if (store.clock.now() + wait >= sweep.deadline) return first;
  if (first.busy === 0 && !(await moreIsComing(store, sweep, started))) return first;
  await store.clock.sleep(wait);
  const second = await pass(store, sweep);
  // What was busy or broken has been met again: it counts as the last pass left it.
  return { ...add(first, second), busy: second.busy, failed: second.failed };
};
