/** All that the engine has of time and randomness, so that a simulator can run it in virtual time. */
export interface Ports {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Runs `work` once after `ms`; the answer calls it off. */
  readonly after: (ms: number, work: () => void) => () => void;
  /** Runs `work` when all that has arrived by now has been taken in. */
  readonly soon: (work: () => void) => void;
  readonly newId: () => string;
}

export const livePorts: Ports = {
  // Asked anew each time: the thread's `Date` may be replaced by one that is ahead.
  now: () => Date.now(),
  after: (ms, work) => {
    const timer = setTimeout(work, ms);
    timer.unref();
    return () => clearTimeout(timer);
  },
  soon: (work) => void setImmediate(work),
  newId: () => crypto.randomUUID(),
};
