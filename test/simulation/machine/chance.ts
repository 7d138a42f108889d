import { fractionsFrom } from '../../support/random.ts';

/** Numbers and choices, the same for the same seed on every machine. */
export class Chance {
  /** In [0, 1). */
  readonly fraction: () => number;

  constructor(seed: number) {
    this.fraction = fractionsFrom(seed);
  }

  below(bound: number): number {
    return Math.floor(this.fraction() * bound);
  }

  /** True in about `percent` of a hundred. */
  is(percent: number): boolean {
    return this.fraction() * 100 < percent;
  }

  pick<T>(all: readonly T[]): T {
    return all[this.below(all.length)] as T;
  }

  readonly bytes = (count: number): Uint8Array => {
    const all = new Uint8Array(count);
    for (let at = 0; at < count; at += 1) all[at] = this.below(256);
    return all;
  };
}

/** A number of a text and a seed (FNV-1a): what depends on a name keeps its luck when other steps are taken out of a script. */
export const luckOf = (seed: number, name: string): number => {
  let hash = (0x811c9dc5 ^ seed) >>> 0;
  for (let at = 0; at < name.length; at += 1) hash = Math.imul(hash ^ name.charCodeAt(at), 0x01000193) >>> 0;
  return hash;
};
