import type { Clock } from '../../../kernel/core/ports.ts';
import type { AlarmReading } from '../../model/health.ts';
import type { ReadAlarms } from './alarms.ts';

/** Alarms between OK and INSUFFICIENT_DATA are seen so late; into and out of ALARM, at the next look. */
const WHOLE_MS = 60_000;

interface Held {
  readonly from: number;
  readonly all: readonly AlarmReading[];
  /** The readings as text: the same readings are the same text. */
  readonly text: string;
  readonly ringing: string;
}

const isRinging = ({ state }: AlarmReading): boolean => state === 'alarm';
const byName = (a: AlarmReading, b: AlarmReading): number => (a.name < b.name ? -1 : 1);
const textOf = (readings: readonly AlarmReading[]): string => JSON.stringify(readings.toSorted(byName));

/**
 * All alarms, at the price of those that ring: CloudWatch is asked for these each time, and for everything once a minute and when other
 * alarms ring than before. As long as nothing has changed the answer is the same object. Where CloudWatch does not answer, this fails.
 */
export const watchedAlarms = (read: ReadAlarms, clock: Clock): (() => Promise<readonly AlarmReading[]>) => {
  let held: Held | undefined;
  return async () => {
    const now = clock.now();
    if (held !== undefined && Math.abs(now - held.from) < WHOLE_MS) {
      if (textOf(await read('ringing')) === held.ringing) return held.all;
    }
    const found = await read('all');
    const text = textOf(found);
    const all = held?.text === text ? held.all : found;
    held = { from: now, all, text, ringing: textOf(all.filter(isRinging)) };
    return all;
  };
};
