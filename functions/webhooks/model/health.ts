/** What is known of an endpoint's behaviour, and which of its places are taken. */
export interface Health {
  /** In a row, since its last success. */
  readonly failures: number;
  /** The circuit breaker is open until then. */
  readonly openUntil: number;
  /** How long its last attempts took: a smoothed mean, which tells its lane and its places. Undefined before the first. */
  readonly latencyMs: number | undefined;
  /** When the first of its failures in a row was. */
  readonly failingSince: number | undefined;
  /** Places of attempts under way: name -> when the lease ends. A killed attempt frees its place by time alone. */
  readonly places: Readonly<Record<string, number>>;
}

export const UNKNOWN: Health = {
  failures: 0,
  openUntil: 0,
  latencyMs: undefined,
  failingSince: undefined,
  places: {},
};

/** An endpoint's health as an environment saw it at a moment. */
export interface Seen {
  readonly health: Health;
  readonly at: number;
}

/** What was seen so lately is taken for what is: nobody waits longer for it than a message does that finds no place. */
const BELIEVED_MS = 1_000;
export const isBelieved = ({ at }: Seen, now: number): boolean => now - at < BELIEVED_MS;

/** Failures in a row that open the breaker. */
export const BREAKS_AT = 5;
const OPEN_MS = 5_000;
const OPEN_MAX_MS = 15 * 60_000;
/** Whoever takes longer than this is served in the patient lane. */
export const SLOW_MS = 200;
/** Who takes no longer than this has all places, and frees them within moments. */
export const QUICK_MS = 50;

/** Slower to believe in slowness than in quickness: it is our own machine that is busy now and then. */
const SLOWER = 1 / 4;
const QUICKER = 1 / 2;

/** The mean after one more attempt. A single one that is given up in the brisk lane is enough to make an endpoint slow. */
export const smoothed = (mean: number | undefined, latencyMs: number): number => {
  if (mean === undefined) return latencyMs;
  return Math.round(mean + (latencyMs - mean) * (latencyMs > mean ? SLOWER : QUICKER));
};

/**
 * Until when the breaker stays open after a failure; undefined while it is closed. As long again as the endpoint has been
 * failing, which doubles with each probe that fails: attempts that fail together say no more than one of them does.
 */
export const opensUntil = (failures: number, failingSince: number, now: number): number | undefined =>
  failures < BREAKS_AT ? undefined : now + Math.min(OPEN_MAX_MS, Math.max(OPEN_MS, now - failingSince));

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
