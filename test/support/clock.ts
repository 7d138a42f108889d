import { setTimeout as pause } from 'node:timers/promises';
import type { Clock } from '../../functions/kernel/core/ports.ts';

/** Shows the time that it is given. A pause takes no time. */
export const clockOf = (now: () => number): Clock => ({ now, sleep: async () => {} });

/** The present, where a pause takes a turn of the event loop: those who wait for each other do make way. */
export const turnClock: Clock = { now: () => Date.now(), sleep: () => new Promise((resolve) => setImmediate(resolve)) };

/** A clock that a test may move on. It starts at the present and runs with it. */
export interface TestClock extends Clock {
  readonly advance: (ms: number) => void;
}

export const runningClock = (): TestClock => {
  let ahead = 0;
  return {
    now: () => Date.now() + ahead,
    sleep: (ms) => pause(ms),
    advance: (ms) => {
      ahead += ms;
    },
  };
};
