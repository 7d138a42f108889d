import { fractionsFrom } from '../../support/random.ts';
import type { Pair } from './pairs.ts';

const NAMES = ['a', 'b', 'k', 'z'] as const;
type Json = unknown;

/** Pairs of several fields over lists of structures, some of them absent: which member of which list counts. */
export const listPairsOf = (seed: number, count: number): readonly Pair[] => {
  const random = fractionsFrom(seed);
  const upTo = (most: number): number => Math.floor(random() * most);
  const one = <T>(values: readonly T[]): T => values[upTo(values.length)] as T;
  const many = <T>(least: number, most: number, make: () => T): readonly T[] =>
    Array.from({ length: least + upTo(most - least + 1) }, make);
  const fields = (least: number, most: number, make: () => Json): Json =>
    Object.fromEntries(many(least, most, () => [one(NAMES), make()]));

  const leaf = (): Json =>
    many(1, 2, () =>
      one<Json>([1, 2, 'x', null, { exists: false }, { exists: false }, { exists: true }, { 'anything-but': 1 }]),
    );
  const pattern = (depth: number): Json =>
    fields(1, 3, () => (depth < 2 && random() < 0.45 ? pattern(depth + 1) : leaf()));
  const value = (depth: number): Json => {
    const kind = random();
    if (depth < 4 && kind < 0.35) return many(0, 3, () => value(depth + 1));
    return depth < 3 && kind < 0.8 ? fields(0, 3, () => value(depth + 1)) : one<Json>([1, 1, 2, 2, 'x', null]);
  };
  return Array.from({ length: count }, () => ({
    pattern: JSON.stringify(pattern(0)),
    event: JSON.stringify(fields(0, 3, () => value(1))),
  }));
};
