import { failsAtOnce, floodOf, type Health, isBroken, isYoung, mayProbe, QUICK_MS, SLOW_MS } from './health.ts';
import type { Lane } from './job.ts';

/** A slot is a lease, longer than any group of attempts: its time, and the whole patience for an attempt that begins at its end. */
export const LEASE_MS = 15_000;

const SLOTS_MAX = 10;
/**
 * Concurrent attempts for an endpoint without a history, or that failed last. One is enough to learn its state. A run lasts as long
 * as its slowest attempt, and one that hangs takes the lane's whole timeout.
 */
const UNPROVEN = 1;
/** For one that answers well: two at least, and more as long as all of them together take no longer than this. */
const PROVEN_MIN = 2;
const TOGETHER_MS: Readonly<Record<Lane, number>> = { brisk: SLOTS_MAX * QUICK_MS, patient: 1_000 };
/** A group, which is what holds a slot, begins no attempt after this. */
export const GROUP_MS: Readonly<Record<Lane, number>> = { brisk: SLOTS_MAX * QUICK_MS, patient: 2_000 };

const nameOf = (lane: Lane, index: number): string => `${lane[0]}${index}`;
export const SLOTS: readonly string[] = (['brisk', 'patient'] as const).flatMap((lane) =>
  Array.from({ length: SLOTS_MAX }, (_, index) => nameOf(lane, index)),
);

/** A slot, and what its taking relies on, as the table checks it again. */
export interface Slot {
  readonly name: string;
  /** The endpoint's mean latency, where it has one, is at most this. */
  readonly latencyMax: number;
  /** The endpoint has answered, and well the last time. */
  readonly proven: boolean;
  /** Or it has not failed for long, and less often than this; 0 where that does not count. */
  readonly young: number;
}

const slot = (lane: Lane, index: number, young: number): Slot => {
  const lanesOwn = lane === 'brisk' ? SLOW_MS : Number.MAX_SAFE_INTEGER;
  const latencyMax = index < PROVEN_MIN ? lanesOwn : Math.min(lanesOwn, Math.floor(TOGETHER_MS[lane] / (index + 1)));
  return { name: nameOf(lane, index), latencyMax, proven: index >= UNPROVEN, young };
};

/** The one that every endpoint has in a lane that serves it. */
export const firstSlot = (lane: Lane): Slot => slot(lane, 0, 0);

/** Whether it has answered, and well the last time. */
export const isProven = ({ failures, latencyMs }: Health): boolean => failures === 0 && latencyMs !== undefined;

/** The slots of an endpoint in a lane; none where the lane does not serve it. */
const slotsOf = (health: Health, lane: Lane, probe: boolean, now: number): readonly Slot[] => {
  const young = isYoung(health, now) ? floodOf(health) : 0;
  // One that fails at once holds no run: in a young outage all tries of the schedule are made, at their times.
  const open = isProven(health) || (young > 0 && failsAtOnce(health));
  const most = probe ? 1 : open ? SLOTS_MAX : UNPROVEN;
  const all = Array.from({ length: most }, (_, index) => slot(lane, index, young));
  return all.filter(({ latencyMax }) => (health.latencyMs ?? 0) <= latencyMax);
};

/** Whether an endpoint frees its slots within moments, so that one is worth waiting for. */
export const isQuick = (health: Health): boolean => isProven(health) && (health.latencyMs ?? 0) <= QUICK_MS;

/** Attempts of a group at the same time. */
const WIDTH = 2;
const WIDE = 4;
/** Up to this latency a few wide groups hold fewer runs than many narrow ones: a run lasts as long as its slowest group. */
const STEADY_MS: Readonly<Record<Lane, number>> = { brisk: QUICK_MS, patient: 500 };

/** How many attempts a group makes concurrently: one at an endpoint without a history, or that failed last. */
export const widthOf = (health: Health, lane: Lane): number => {
  if (!isProven(health)) return 1;
  return (health.latencyMs ?? 0) <= STEADY_MS[lane] ? WIDE : WIDTH;
};

/** Whether it takes its time with those that it has. */
export const keepsSlots = ({ latencyMs }: Health): boolean => latencyMs !== undefined && latencyMs > SLOW_MS;

export type Admission =
  /** `probe`: the one attempt that finds out whether a broken endpoint is back. */
  | { readonly kind: 'go'; readonly slot: Slot; readonly probe: boolean }
  /** The breaker is open. */
  | { readonly kind: 'open' }
  /** Not in this lane. */
  | { readonly kind: 'patient' }
  /** All slots are taken. */
  | { readonly kind: 'full' };

/**
 * Who asks: `asked` is an attempt that the endpoint's owner has just asked for, which no breaker holds back; `early` one before
 * its time, which only finds out whether the endpoint is back.
 */
export interface SlotRequest {
  readonly lane: Lane;
  readonly asked: boolean;
  readonly early: boolean;
}

/** Whether an attempt may be made now, and at which slot. */
export const admit = (
  health: Health,
  { lane, asked, early }: SlotRequest,
  now: number,
  fraction: number,
): Admission => {
  if (health.openUntil > now && !asked) return { kind: 'open' };
  if (early && health.failures > 0 && !mayProbe(health, now)) return { kind: 'open' };
  const probe = isBroken(health, now);
  const slots = probe && lane === 'brisk' ? [] : slotsOf(health, lane, probe, now);
  if (slots.length === 0) return { kind: 'patient' };
  const free = slots.filter(({ name }) => (health.slots[name] ?? 0) <= now);
  const taken = free[Math.floor(fraction * free.length)];
  return taken === undefined ? { kind: 'full' } : { kind: 'go', slot: taken, probe };
};
