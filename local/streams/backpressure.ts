/** How often it is looked whether requests wait. */
const LOOK_MS = 25;
/** A rush is over when none has waited for so long: a machine that has more to do than it can has its moments too. */
const CALM_MS = 100;

export interface Backpressure {
  /** For how long requests have been waiting without a break; 0 while none does. */
  readonly lastsMs: () => number;
  readonly stop: () => void;
}

/** Watches how long a rush lasts. A moment's is what any machine has now and then; one that lasts is more than it can do. */
export const watchBackpressure = (
  requestsWait: () => boolean,
  now: () => number = () => performance.now(),
): Backpressure => {
  let rush: { readonly since: number; readonly seen: number } | undefined;
  const look = (): void => {
    const at = now();
    if (requestsWait()) rush = { since: rush?.since ?? at, seen: at };
    else if (rush !== undefined && at - rush.seen >= CALM_MS) rush = undefined;
  };
  const timer = setInterval(look, LOOK_MS).unref();
  return {
    lastsMs: () => {
      look();
      return rush === undefined ? 0 : rush.seen - rush.since;
    },
    stop: () => clearInterval(timer),
  };
};
