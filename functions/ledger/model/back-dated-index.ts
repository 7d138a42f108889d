import { assert } from '../../kernel/core/assert.ts';

/**
 * The totals of back-dated entries by effective time: a radix tree of counters. A time has 42 bits (until the year 2109), 7
 * for each of 6 levels; an entry adds its change to one counter per level. The sum up to a time is then the sum of at most
 * 128 siblings on each level, whatever the number of entries.
 */
export const LEVELS = 6;
const BITS = 7;
const FAN_OUT = 2 ** BITS;
const TIME_LIMIT = 2 ** (BITS * LEVELS);

/** One counter: `node` numbers the stretch of time that it covers among those of its level. */
export interface Counter {
  readonly level: number;
  readonly node: number;
}

/** Counters `from` to `to` of a level, both included. */
export interface CounterRange {
  readonly level: number;
  readonly from: number;
  readonly to: number;
}

const nodeAt = (level: number, ms: number): number => Math.floor(ms / FAN_OUT ** (LEVELS - 1 - level));

const checked = (ms: number): void =>
  assert(Number.isInteger(ms) && ms >= 0 && ms < TIME_LIMIT, 'an effective time lies between 1970 and 2109');

/** The counters that an entry of this effective time is added to. */
export const countersOf = (ms: number): readonly Counter[] => {
  checked(ms);
  return Array.from({ length: LEVELS }, (_, level) => ({ level, node: nodeAt(level, ms) }));
};

/** The counters whose sum is that of all entries up to `ms`, itself included. Every earlier time is in exactly one of them. */
export const rangesUpTo = (ms: number): readonly CounterRange[] => {
  checked(ms);
  return Array.from({ length: LEVELS }, (_, level) => {
    const node = nodeAt(level, ms);
    return { level, from: node - (node % FAN_OUT), to: level === LEVELS - 1 ? node : node - 1 };
  }).filter(({ from, to }) => from <= to);
};

/** What a run of back-dated entries adds, netted per counter: a store transaction may name an item once. */
export const netted = (
  entries: readonly { readonly effective: number; readonly change: bigint }[],
): readonly (Counter & { readonly sum: bigint })[] => {
  const sums = new Map<string, Counter & { sum: bigint }>();
  for (const { effective, change } of entries) {
    for (const counter of countersOf(effective)) {
      const name = `${counter.level}#${counter.node}`;
      const held = sums.get(name);
      if (held === undefined) sums.set(name, { ...counter, sum: change });
      else held.sum += change;
    }
  }
  return [...sums.values()];
};
