/** How often it is looked whether requests wait. */
const LOOK_MS = 25;

export interface Rush {
  /** For how long requests have been waiting without a break; 0 while none does. */
  readonly lastsMs: () => number;
  readonly stop: () => void;
}

/** Watches how long a rush lasts. A moment's is what any machine has now and then; one that lasts is more than it can do. */
export const watchRush = (requestsWait: () => boolean, now: () => number = () => performance.now()): Rush => {
  let since: number | undefined;
  const look = (): void => {
    since = requestsWait() ? (since ?? now()) : undefined;
  };
  const timer = setInterval(look, LOOK_MS).unref();
  return {
    lastsMs: () => {
      look();
      return since === undefined ? 0 : now() - since;
    },
    stop: () => clearInterval(timer),
  };
};
