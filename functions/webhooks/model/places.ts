import { BREAKS_AT, type Health, QUICK_MS, SLOW_MS } from './health.ts';
import type { Lane } from './job.ts';

/** A place is a lease, longer than any visit: its time, and the whole patience for an attempt that begins at its end. */
export const LEASE_MS = 15_000;

const PLACES_MAX = 10;
/**
 * Attempts at the same time for an endpoint that nobody knows yet, or that failed last. One shows what an endpoint is: a run of
 * a lane lasts as long as its slowest attempt, which of one that hangs is the lane's whole patience.
 */
const UNPROVEN = 1;
/** For one that answers well: two at least, and more as long as all of them together take no longer than this. */
const PROVEN_MIN = 2;
const TOGETHER_MS: Readonly<Record<Lane, number>> = { brisk: PLACES_MAX * QUICK_MS, patient: 2_000 };
/** A visit, which is what holds a place, begins no attempt after this. */
export const VISIT_MS: Readonly<Record<Lane, number>> = TOGETHER_MS;

const nameOf = (lane: Lane, index: number): string => `${lane[0]}${index}`;
export const PLACES: readonly string[] = (['brisk', 'patient'] as const).flatMap((lane) =>
  Array.from({ length: PLACES_MAX }, (_, index) => nameOf(lane, index)),
);

/** A place, and what its taking relies on, as the table checks it again. */
export interface Place {
  readonly name: string;
  /** The endpoint's mean latency, where it has one, is at most this. */
  readonly latencyMax: number;
  /** The endpoint has answered, and well the last time. */
  readonly proven: boolean;
}

const place = (lane: Lane, index: number): Place => {
  const lanesOwn = lane === 'brisk' ? SLOW_MS : Number.MAX_SAFE_INTEGER;
  const latencyMax = index < PROVEN_MIN ? lanesOwn : Math.min(lanesOwn, Math.floor(TOGETHER_MS[lane] / (index + 1)));
  return { name: nameOf(lane, index), latencyMax, proven: index >= UNPROVEN };
};

/** The one that every endpoint has in a lane that serves it. */
export const firstPlace = (lane: Lane): Place => place(lane, 0);

/** Whether it has answered, and well the last time. */
export const isProven = ({ failures, latencyMs }: Health): boolean => failures === 0 && latencyMs !== undefined;

/** The places of an endpoint in a lane; none where the lane does not serve it. */
const placesOf = (health: Health, lane: Lane, probe: boolean): readonly Place[] => {
  const most = probe ? 1 : isProven(health) ? PLACES_MAX : UNPROVEN;
  const all = Array.from({ length: most }, (_, index) => place(lane, index));
  return all.filter(({ latencyMax }) => (health.latencyMs ?? 0) <= latencyMax);
};

/** Whether an endpoint frees its places within moments, so that one is worth waiting for. */
export const isQuick = (health: Health): boolean => isProven(health) && (health.latencyMs ?? 0) <= QUICK_MS;

/** Whether it takes its time with those that it has. */
export const keepsPlaces = ({ latencyMs }: Health): boolean => latencyMs !== undefined && latencyMs > SLOW_MS;

export type Admission =
  /** `probe`: the one attempt that finds out whether a broken endpoint is back. */
  | { readonly kind: 'go'; readonly place: Place; readonly probe: boolean }
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
  const places = probe && lane === 'brisk' ? [] : placesOf(health, lane, probe);
  if (places.length === 0) return { kind: 'patient' };
  const free = places.filter(({ name }) => (health.places[name] ?? 0) <= now);
  const taken = free[Math.floor(fraction * free.length)];
  return taken === undefined ? { kind: 'full' } : { kind: 'go', place: taken, probe };
};
