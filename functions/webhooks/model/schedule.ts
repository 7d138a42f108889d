import { assert } from '../../kernel/core/assert.ts';

const [SECOND, MINUTE, HOUR] = [1_000, 60_000, 3_600_000];

/**
 * When a delivery is tried, in ms after it began: when its event was fanned out, or it was begun anew. Not after the event itself,
 * for then an outage of ours would shorten what the client's server is given.
 */
export const OFFSETS_MS = [
  0,
  5 * SECOND,
  30 * SECOND,
  2 * MINUTE,
  15 * MINUTE,
  HOUR,
  4 * HOUR,
  12 * HOUR,
  24 * HOUR,
  48 * HOUR,
  72 * HOUR,
] as const;

/** Either way, so that what failed together does not come back together. */
const JITTER = 0.2;

/**
 * When to try again after `tries` tries of a delivery that began at `base`; undefined when the schedule is used up. A delivery
 * that is late, because we were down, keeps at least half of the distance to its next try instead of hurrying through all.
 */
export const nextTry = (base: number, tries: number, now: number, fraction: number): number | undefined => {
  assert(tries >= 1, 'the first try is made at once');
  const [offset, before] = [OFFSETS_MS[tries], OFFSETS_MS[tries - 1]];
  if (offset === undefined || before === undefined) return undefined;
  const jitter = 1 + JITTER * (2 * fraction - 1);
  return Math.ceil(Math.max(base + offset * jitter, now + ((offset - before) * jitter) / 2));
};

/**
 * A try that would come before `until`, while its endpoint is let alone, comes after it, within as long again: the first of
 * many finds out whether the endpoint is back, and its success wakes the others.
 */
export const notBefore = (until: number, at: number, now: number, fraction: number): number =>
  at >= until ? at : Math.ceil(until + (until - now) * fraction);

/** Whether the next try is the last of the schedule, after `tries` of them. */
export const isLast = (tries: number): boolean => tries === OFFSETS_MS.length - 1;

/** How widely the last tries of an endpoint's deliveries are spread that have found its breaker open. */
const LAST_SPREAD_MS = 4 * HOUR;

/**
 * When to try for the last time after that try came while the endpoint was let alone until `until`: it is put off and not
 * skipped, and each of many finds the breaker closed or is its probe.
 */
export const lastAfter = (until: number, fraction: number): number => Math.ceil(until + fraction * LAST_SPREAD_MS);

/** A try that is further away than this does not find out in time that a recent outage is over: it is made once more before its time. */
const PROBED_WITHIN_MS = 25_000;
export const wantsProbe = (nextAt: number, now: number): boolean => nextAt - now > PROBED_WITHIN_MS;

/** SQS holds a message back for so long; a later try waits in the table. */
export const DELAY_MAX_MS = 15 * MINUTE;
