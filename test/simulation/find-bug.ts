import { bugOf, builtWith } from './planted.ts';
import { runSeeds } from './pool.ts';
import { laterRelease } from './releases.ts';
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
  readonly profile: ProfileName;
  readonly seed: number | undefined;
  readonly invariant: string | undefined;
  readonly message: string | undefined;
}

/** Looks for the first seed that shows a bug; of several threads the one that says so first. */
export const findBug = async (name: string, search: Search): Promise<Found> => {
  const bug = await bugOf(name);
  const { seeds, steps, workers, profile = bug.profile, first = 1 } = search;
  const { program, remove } = await builtWith(name, [bug]);
  // The mistake is in the release that comes next too: only so are runs that mix them runs of the mistake.
  const later = await laterRelease(name, [bug]);
  let found: Found = { name, says: bug.says, profile, seed: undefined, invariant: undefined, message: undefined };
  try {
    await runSeeds({
      first,
      count: seeds,
      workers,
      program,
      options: { steps, profile, later: later.program.href },
      onSeed: ({ seed, violation }) => {
        if (violation === undefined) return true;
        if (found.seed === undefined) found = { ...found, seed, ...violation };
        return false;
      },
    });
  } finally {
    remove();
    later.remove();
  }
  return found;
};
