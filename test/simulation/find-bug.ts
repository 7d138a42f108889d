import { bugOf, builtWith } from './planted.ts';
import { runSeeds } from './pool.ts';
import type { ProfileName } from './world/profile.ts';

export interface Search {
  readonly seeds: number;
  readonly steps: number;
  readonly workers: number;
  readonly profile?: ProfileName | undefined;
  readonly first?: number;
}

/** By which seed a planted bug shows, and which invariant it breaks. */
export interface Found {
  readonly name: string;
  readonly says: string;
  readonly seed: number | undefined;
  readonly invariant: string | undefined;
  readonly message: string | undefined;
}

/** Looks for the first seed that shows a bug; of several threads the one that says so first. */
export const findBug = async (name: string, { seeds, steps, workers, profile, first = 1 }: Search): Promise<Found> => {
  const bug = await bugOf(name);
  const { program, remove } = await builtWith(name, bug);
  let found: Found = { name, says: bug.says, seed: undefined, invariant: undefined, message: undefined };
  try {
    await runSeeds({
      first,
      count: seeds,
      workers,
      program,
      options: { steps, profile },
      onSeed: ({ seed, violation }) => {
        if (violation === undefined) return true;
        if (found.seed === undefined) found = { ...found, seed, ...violation };
        return false;
      },
    });
  } finally {
    remove();
  }
  return found;
};
