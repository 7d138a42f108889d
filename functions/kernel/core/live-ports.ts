import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Alarm, Chance, Clock } from './ports.ts';

/** The one place where function code meets the real clock and real chance. */
export const liveClock: Clock = { now: () => Date.now(), sleep: (ms) => sleep(ms) };
export const liveAlarm: Alarm = (ms, ring) => {
  const timer = setTimeout(ring, ms);
  return () => clearTimeout(timer);
};
export const liveChance: Chance = { bytes: (count) => randomBytes(count), fraction: () => Math.random() };
