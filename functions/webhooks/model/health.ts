/** What is known of an endpoint's behaviour, and which of its slots are taken. */
export interface Health {
  /** In a row, since its last success. */
  readonly failures: number;
  /** The circuit breaker is open until then. */
  readonly openUntil: number;
  /** How long its last attempts took: a smoothed mean, which tells its lane and its slots. Undefined before the first. */
  readonly latencyMs: number | undefined;
  /** When the first of its failures in a row was. */
  readonly failingSince: number | undefined;
  /** When the last of them was. */
  readonly failedAt: number | undefined;
  /** Slots of attempts under way: name -> when the lease ends. A killed attempt frees its slot by time alone. */
  readonly slots: Readonly<Record<string, number>>;
}

export const UNKNOWN: Health = {
  failures: 0,
  openUntil: 0,
  latencyMs: undefined,
  failingSince: undefined,
  failedAt: undefined,
  slots: {},
};

/** An endpoint's health as an environment saw it at a moment. */
export interface Seen {
  readonly health: Health;
  readonly at: number;
}

/** What was seen so lately is taken for what is: nobody waits longer for it than a message does that finds no slot. */
const BELIEVED_MS = 1_000;
export const isBelieved = ({ at }: Seen, now: number): boolean => now - at < BELIEVED_MS;

/** Failures in a row that open the breaker. */
export const BREAKS_AT = 5;
const OPEN_MS = 5_000;
const OPEN_MAX_MS = 15 * 60_000;
/** Whoever takes longer than this is served in the patient lane. */
export const SLOW_MS = 200;
/** An endpoint is quick up to this mean time. If its last answer was good, it has all slots. Failures as quick count as failing at once. */
export const QUICK_MS = 50;

/** Slower to believe in slowness than in quickness: it is our own machine that is busy now and then. */
const SLOWER = 1 / 4;
const QUICKER = 1 / 2;

/** The mean after one more attempt. A single one that is given up in the brisk lane is enough to make an endpoint slow. */
export const smoothed = (mean: number | undefined, latencyMs: number): number => {
  if (mean === undefined) return latencyMs;
  return Math.round(mean + (latencyMs - mean) * (latencyMs > mean ? SLOWER : QUICKER));
};

/** An outage of two minutes, and half a minute in which the last tries of it come. */
export const YOUNG_MS = 150_000;
/**
 * Failures in a row after which a young outage is treated as any other: many events at a dead endpoint cost no more attempts.
 * Far fewer of one that does not fail at once, for each attempt holds a run for as long as it takes.
 */
export const FLOOD = 300;
const SLOW_FLOOD = 15;
export const floodOf = (health: Pick<Health, 'latencyMs'>): number => (failsAtOnce(health) ? FLOOD : SLOW_FLOOD);

/** Whether its failures come as quickly as good answers would. */
export const failsAtOnce = ({ latencyMs }: Pick<Health, 'latencyMs'>): boolean =>
  latencyMs !== undefined && latencyMs <= QUICK_MS;

/** What of an endpoint tells how its outage is. */
export type Outage = Pick<Health, 'failures' | 'failingSince' | 'latencyMs'>;

/**
 * Whether an endpoint has been failing so briefly, and so seldom, that all tries keep their schedule. Most outages are a restart,
 * and it may be back at any moment.
 */
export const isYoung = (outage: Outage, now: number): boolean =>
  isRecent(outage, now) && outage.failures < floodOf(outage);

/** Whether it has been failing for so short a time, however often: what waits shall not wait long once it is back. */
export const isRecent = ({ failures, failingSince }: Outage, now: number): boolean =>
  failures > 0 && failingSince !== undefined && now - failingSince < YOUNG_MS;

/**
 * After how long a try that failed is made once more, before its time, to find out whether a recent outage is over. One that holds its
 * connection until patience ends has taken half of the time already.
 */
export const probeAfter = (health: Pick<Health, 'latencyMs'>): number => (failsAtOnce(health) ? 20_000 : 10_000);
/** The probe that an earlier failure has asked for finds the door open, and no other one. */
const PROBE_MARGIN_MS = 5_000;

/**
 * Until when the breaker stays open after a failure; undefined while it is closed. As long again as the endpoint has been
 * failing, which doubles with each probe that fails: attempts that fail together say no more than one of them does. In a recent
 * outage never longer than until the next probe.
 */
export const opensUntil = (outage: Outage, now: number): number | undefined => {
  const { failures, failingSince = now } = outage;
  if (failures < BREAKS_AT || isYoung(outage, now)) return undefined;
  const most = isRecent({ ...outage, failingSince }, now) ? probeAfter(outage) - PROBE_MARGIN_MS : OPEN_MAX_MS;
  return now + Math.min(most, Math.max(OPEN_MS, now - failingSince));
};

/** Whether the breaker lets only probes through: the endpoint has failed too often, for too long. */
export const isBroken = (health: Health, now: number): boolean => health.failures >= BREAKS_AT && !isYoung(health, now);

/** An outage that has lasted so long when it ends wakes all that waits. Less is a hiccup, whose tries come within seconds. */
const WAKES_AFTER_MS = 3_000;
/** Whether a success says that an endpoint is back that was down. */
export const isBack = ({ failures, failingSince }: Health, now: number): boolean =>
  failures >= BREAKS_AT || (failingSince !== undefined && now - failingSince >= WAKES_AFTER_MS);

/** Tries that come before their time, to find out whether a recent outage is over: one of all that wait, each so often. */
export const mayProbe = (health: Health, now: number): boolean =>
  health.failedAt === undefined || now - health.failedAt >= probeAfter(health) - PROBE_MARGIN_MS;

/** Days without any success after which an endpoint is given up, as soon as one delivery has used its whole schedule. */
export const GIVEN_UP_AFTER_MS = 5 * 24 * 3_600_000;

/** Why an endpoint is to be disabled after an attempt; undefined where it is not. */
export const givenUp = (
  failingSince: number | undefined,
  status: number | undefined,
  parked: boolean,
  now: number,
): 'gone' | 'failing' | undefined => {
  if (status === 410) return 'gone';
  const failing = failingSince !== undefined && now - failingSince >= GIVEN_UP_AFTER_MS;
  return parked && failing ? 'failing' : undefined;
};
