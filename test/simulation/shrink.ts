import { type Options, type Outcome, replay } from './simulate.ts';
import type { Step } from './world/steps.ts';

/** Runs that a search for a shorter script makes at most. */
const RUNS_MAX = 400;

export interface Shrunk {
  readonly script: readonly Step[];
  readonly outcome: Outcome;
  readonly runs: number;
}

/** The list in so many parts of about the same length. */
const parts = <T>(all: readonly T[], count: number): readonly (readonly T[])[] => {
  const size = Math.ceil(all.length / count);
  return Array.from({ length: count }, (_, at) => all.slice(at * size, (at + 1) * size)).filter(
    (part) => part.length > 0,
  );
};

/**
 * A shorter script that breaks the same invariant, by leaving out parts that are not needed (Zeller and Hildebrandt, "Simplifying and
 * Isolating Failure-Inducing Input", 2002). What a run leaves to chance hangs on names and not on the order of draws, and what is
 * still on its way at the end of a script arrives: so nearly all of a long one can go.
 *
 * @param failed a run that has broken an invariant
 */
export const shrink = async (failed: Outcome, options: Options, run = replay): Promise<Shrunk> => {
  const wanted = failed.violation?.invariant;
  const again = { ...options, profile: failed.profile };
  let best = failed.script;
  let outcome = failed;
  let runs = 0;
  const breaks = async (script: readonly Step[]): Promise<boolean> => {
    runs += 1;
    const next = await run(failed.seed, script, again);
    if (next.violation?.invariant !== wanted) return false;
    // Steps that found nothing to do are no part of what happened.
    best = next.script;
    outcome = next;
    return true;
  };
  await breaks(best);
  for (let count = 2; best.length > 1 && runs < RUNS_MAX; ) {
    const cut = parts(best, count);
    let isShorter = false;
    // From the end: what came last needs what came before it more often than the other way round.
    for (let at = cut.length - 1; at >= 0 && runs < RUNS_MAX && !isShorter; at -= 1)
      isShorter = await breaks(cut.filter((_, place) => place !== at).flat());
    if (isShorter) count = Math.max(2, count - 1);
    else if (count >= best.length) break;
    else count = Math.min(best.length, count * 2);
  }
  return { script: best, outcome, runs };
};
