type Hits = Record<string, number>;

/** What the instrumented code reads and writes, by Stryker's names. */
export interface Context {
  activeMutant?: string | undefined;
  currentTestId?: string | undefined;
  hitCount?: number | undefined;
  hitLimit?: number | undefined;
  mutantCoverage?: { static: Hits; perTest: Record<string, Hits> } | undefined;
}

const space: { __stryker__?: Context } = globalThis as never;

space.__stryker__ ??= {};
export const context: Context = space.__stryker__;

/** From here on the change is in force, and its hits are counted. */
export const plant = (id: string, hitLimit: number | undefined, hitCount: number): void => {
  context.activeMutant = id;
  context.hitLimit = hitLimit ?? Number.POSITIVE_INFINITY;
  context.hitCount = hitCount;
};

/** The code is as it was written. Says how often the change was reached. */
export const restore = (): number => {
  const hits = context.hitCount ?? 0;
  context.activeMutant = undefined;
  context.hitCount = undefined;
  context.hitLimit = undefined;
  return hits;
};

/**
 * What each test reaches. What runs while a file is loaded again, or in a hook of all its tests, is reached by each of its tests: the
 * file is loaded for each change.
 */
export const coverageOf = (
  idsByFile: ReadonlyMap<string, readonly string[]>,
): NonNullable<Context['mutantCoverage']> => {
  const { static: constant, perTest } = context.mutantCoverage ?? { static: {}, perTest: {} };
  const spread: Record<string, Hits> = {};
  for (const [file, ids] of idsByFile) {
    for (const id of ids) {
      const hits: Hits = { ...perTest[file] };
      for (const [mutant, count] of Object.entries(perTest[id] ?? {})) hits[mutant] = (hits[mutant] ?? 0) + count;
      spread[id] = hits;
    }
  }
  return { static: constant, perTest: spread };
};
