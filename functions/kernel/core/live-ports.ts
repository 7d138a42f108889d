import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock, Random, Timer } from './ports.ts';

/** The one place where function code meets the real clock and real randomness. */
export const liveClock: Clock = { now: () => Date.now(), sleep: (ms) => sleep(ms) };
export const liveTimer: Timer = (ms, fire) => {
  const timer = setTimeout(fire, ms);
  return () => clearTimeout(timer);
};
export const liveRandom: Random = { bytes: (count) => randomBytes(count), fraction: () => Math.random() };
