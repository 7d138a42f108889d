import { join } from 'node:path';
import { writeAtomically } from '../atomic-file.ts';
import { isRecord, readJsonFile } from '../folder/json-file.ts';
import { StartFailure } from '../start-failure.ts';
import { type Ahead, shiftDate } from './shift-date.ts';

/** Sixty years, which fits into the number that threads share. */
const AHEAD_MAX_SECONDS = 60 * 365 * 86_400;

interface Stored {
  readonly aheadSeconds: number;
}

const isStored = (value: unknown): value is Stored =>
  isRecord(value) &&
  Number.isInteger(value.aheadSeconds) &&
  Number(value.aheadSeconds) >= 0 &&
  Number(value.aheadSeconds) <= AHEAD_MAX_SECONDS;

export interface ClockView {
  /** RFC 3339. */
  readonly now: string;
  readonly aheadSeconds: number;
}

/** A clock of a local cloud that can be moved ahead, and never back. */
export interface TestClock {
  /** For threads, which shift their own `Date` by it. */
  readonly ahead: Ahead;
  readonly show: () => ClockView;
  /**
   * @returns once the new time is on disk and seen by all threads
   * @throws StartFailure beyond the range
   */
  readonly advance: (seconds: number) => ClockView;
  /** Puts the real time back, for whatever else this process does. */
  readonly stop: () => void;
}

const fileOf = (dataDir: string): string => join(dataDir, 'clock.json');
const storedIn = (dataDir: string): number => readJsonFile(fileOf(dataDir), isStored)?.aheadSeconds ?? 0;

/** Moves the time of this process to where the data folder's clock stands, and lets it be moved on. */
export const startTestClock = (dataDir: string): TestClock => {
  const ahead: Ahead = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  Atomics.store(ahead, 0, storedIn(dataDir));
  const stop = shiftDate(ahead);
  const show = (): ClockView => ({ now: new Date().toISOString(), aheadSeconds: Atomics.load(ahead, 0) });
  return {
    ahead,
    stop,
    show,
    advance: (seconds) => {
      const aheadSeconds = Atomics.load(ahead, 0) + seconds;
      if (!Number.isInteger(seconds) || seconds < 1) throw new StartFailure('the clock moves ahead by whole seconds');
      if (aheadSeconds > AHEAD_MAX_SECONDS)
        throw new StartFailure('the clock moves 60 years ahead at most, all in all');
      // First on disk: after a crash nobody has seen a time that the next start does not reach.
      writeAtomically(fileOf(dataDir), `${JSON.stringify({ aheadSeconds } satisfies Stored)}\n`);
      Atomics.store(ahead, 0, aheadSeconds);
      return show();
    },
  };
};

/** @throws StartFailure where the folder's time would go back without its clock */
export const refuseMovedClock = (dataDir: string): void => {
  const seconds = storedIn(dataDir);
  if (seconds === 0) return;
  throw new StartFailure(
    `the clock of ${dataDir} was moved ${(seconds / 86_400).toFixed(1)} days ahead, and time never goes back; start it with --clock`,
  );
};
