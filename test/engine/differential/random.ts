import { fractionsFrom } from '../../support/random.ts';

/** Draws that a seed decides, so that a run can be had again. */
export interface Random {
  readonly below: (n: number) => number;
  readonly pick: <T>(list: readonly T[]) => T;
  readonly chance: (p: number) => boolean;
}

export const randomOf = (seed: number): Random => {
  const next = fractionsFrom(seed);
  const below = (n: number): number => Math.floor(next() * n);
  return {
    below,
    pick: (list) => list[below(list.length)] as (typeof list)[number],
    chance: (p) => next() < p,
  };
};
