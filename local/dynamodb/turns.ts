/** A call that waits for the engine. `writes`: how many, where it can go together with others; else undefined. */
export interface Turn {
  readonly writes: number | undefined;
}

export interface TurnsOptions<T extends Turn> {
  /** Groups at once; one at least runs. */
  readonly most: () => number;
  /** Writes that go together, at most; one call's own may be more. */
  readonly writesMax: () => number;
  /** Never rejects. */
  readonly run: (group: readonly T[]) => Promise<void>;
}

/** The first that may run, with all that can go together with it; undefined where none may. */
const takeGroup = <T extends Turn>(waiting: T[], isWriting: boolean, writesMax: number): readonly T[] | undefined => {
  const first = waiting.find(({ writes }) => writes === undefined || !isWriting);
  if (first === undefined) return undefined;
  let writes = 0;
  const group = waiting.filter((one) => {
    if (one !== first) {
      if (first.writes === undefined || one.writes === undefined || writes + one.writes > writesMax) return false;
    }
    writes += one.writes ?? 0;
    return true;
  });
  for (const one of group) waiting.splice(waiting.indexOf(one), 1);
  return group;
};

/**
 * Runs what comes in the order in which it came, as `most` allows. Of what can go together one group is under way at a time:
 * meanwhile the next one gathers.
 */
export const turns = <T extends Turn>({ most, writesMax, run }: TurnsOptions<T>): ((one: T) => void) => {
  const waiting: T[] = [];
  let running = 0;
  let isWriting = false;
  const next = (): void => {
    while (running === 0 || running < most()) {
      const group = takeGroup(waiting, isWriting, writesMax());
      if (group === undefined) return;
      const writes = group[0]?.writes !== undefined;
      isWriting ||= writes;
      running += 1;
      void run(group).then(() => {
        running -= 1;
        if (writes) isWriting = false;
        next();
      });
    }
  };
  return (one) => {
    waiting.push(one);
    next();
  };
};
