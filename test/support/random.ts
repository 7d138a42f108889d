import type { Random } from '../../functions/kernel/core/ports.ts';

/** A whole number from 0 up to, and without, the bound. */
export type Below = (bound: number) => number;

/** Fractions in [0, 1), the same for the same seed on every machine (mulberry32). */
export const fractionsFrom = (seed: number): (() => number) => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};

/** Fractions of a plainer generator (Numerical Recipes): stories of many steps have their seeds from it. */
const plainFractionsFrom = (seed: number): (() => number) => {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
};

/** Whole numbers, the same for the same seed. */
export const belowFrom = (seed: number): Below => {
  const next = plainFractionsFrom(seed);
  return (bound) => Math.floor(next() * bound);
};

/** The port of randomness, the same for the same seed. */
export const randomFrom = (seed: number): Random => {
  const next = plainFractionsFrom(seed);
  return { fraction: next, bytes: (count) => Uint8Array.from({ length: count }, () => Math.floor(next() * 256)) };
};

/** The port where nothing depends on it: bytes of zero, and always half of a pause. */
export const NO_RANDOM: Random = { bytes: (count) => new Uint8Array(count), fraction: () => 0.5 };
