import type { Lane } from './job.ts';

/** What is known of an endpoint's behaviour, and which of its places are taken. */
export interface Health {
  /** In a row, since its last success. */
  readonly failures: number;
  /** The circuit breaker is open until then. */
  readonly openUntil: number;
  /** It is served in the patient lane until then. */
  readonly slowUntil: number;
  /** It has answered well and at once since it last failed. */
  readonly proven: boolean;
  /** When the first of its failures in a row was. */
  readonly failingSince: number | undefined;
  /** Places of attempts under way: name -> when the lease ends. A killed attempt frees its place by time alone. */
  readonly places: Readonly<Record<string, number>>;
}

export const UNKNOWN: Health = {
  failures: 0,
  openUntil: 0,
  slowUntil: 0,
  proven: false,
  failingSince: undefined,
  places: {},
};

/** Failures in a row that open the breaker. */
export const BREAKS_AT = 5;
const OPEN_MS = 30_000;
const OPEN_MAX_MS = 15 * 60_000;
/** Longer than any attempt, connection included. */
export const LEASE_MS = 15_000;
/** An answer that takes longer than this makes an endpoint slow, for this long. */
export const SLOW_MS = 1_000;
export const SLOW_FOR_MS = 5 * 60_000;

const names = (lane: Lane, count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => `${lane[0]}${index}`);
/**
 * Attempts at the same time: few for who is slow or not known, more for who has answered well and at once since. One shows the
 * brisk lane what an endpoint is: a run of the lane lasts as long as its slowest attempt.
 */
const UNPROVEN: Readonly<Record<Lane, number>> = { brisk: 1, patient: 2 };
const PROVEN = 10;
const LANE_PLACES: Readonly<Record<Lane, readonly string[]>> = {
  brisk: names('brisk', PROVEN),
  patient: names('patient', PROVEN),
};
export const PLACES: readonly string[] = Object.values(LANE_PLACES).flat();

export type Admission =
  /** `probe`: the one attempt that finds out whether a broken endpoint is back. */
  | { readonly kind: 'go'; readonly place: string; readonly probe: boolean }
  /** The breaker is open. */
  | { readonly kind: 'open' }
  /** Not in this lane. */
  | { readonly kind: 'patient' }
  /** All places are taken. */
  | { readonly kind: 'full' };

/** Who asks: `asked` is an attempt that the endpoint's owner has just asked for, which no breaker holds back. */
export interface Visit {
  readonly lane: Lane;
  readonly asked: boolean;
}

/** Whether an attempt may be made now, and at which place. */
export const admit = (health: Health, { lane, asked }: Visit, now: number, fraction: number): Admission => {
  if (health.openUntil > now && !asked) return { kind: 'open' };
  const probe = health.failures >= BREAKS_AT;
  if (lane === 'brisk' && (probe || health.slowUntil > now)) return { kind: 'patient' };
  const count = probe ? 1 : health.proven ? PROVEN : UNPROVEN[lane];
  const free = LANE_PLACES[lane].slice(0, count).filter((name) => (health.places[name] ?? 0) <= now);
  const place = free[Math.floor(fraction * free.length)];
  return place === undefined ? { kind: 'full' } : { kind: 'go', place, probe };
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
