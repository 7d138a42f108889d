import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { LocalStore } from '../../../local/aws/local-store.ts';
import { Schedules } from '../../../local/events/schedules.ts';
import { DEFAULT_SETTINGS } from '../../../local/sqs/queue-settings.ts';
import { Queues } from '../../../local/sqs/queues.ts';
import { temporaryFolders } from '../../support/folder.ts';

const folder = temporaryFolders();
const START = 1_800_000_000_000;
const EVERY = 60_000;

beforeEach(() => void jest.useFakeTimers({ now: START, doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate'] }));
afterEach(() => void jest.useRealTimers());

const rig = (isBroken = false) => {
  const queues = new Queues(new LocalStore(join(folder(), 'local.sqlite')));
  queues.define('dead', DEFAULT_SETTINGS);
  const runs: string[] = [];
  const invoke = async (target: string, payload: string, options?: { readonly type?: string }) => {
    runs.push(`${target} ${payload} ${options?.type}`);
    if (isBroken) throw new Error('unknown function');
    return { statusCode: 202, executedVersion: '1', payload: '', requestId: 'r' } as const;
  };
  const schedules = new Schedules({ invoke }, queues, () => undefined);
  const schedule = {
    ...{ name: 's', enabled: true, functionArn: 'f:live', input: '{}', deadLetterQueue: 'dead' },
    next: (after: number) => START + (Math.floor((after - START) / EVERY) + 1) * EVERY,
  };
  return { queues, runs, schedules, schedule };
};
const pass = (ms: number) => jest.advanceTimersByTimeAsync(ms);

describe('a schedule', () => {
  test('runs its function once each time that is due, from when it is begun until it is stopped', async () => {
    const { runs, schedules, schedule } = rig();
    schedules.set(schedule);
    await pass(2 * EVERY);
    expect(runs).toEqual([]);
    schedules.begin();
    await pass(EVERY - 1);
    expect(runs).toEqual([]);
    await pass(1);
    expect(runs).toEqual(['f:live {} Event']);
    await pass(2 * EVERY);
    expect(runs).toHaveLength(3);
    schedules.stop();
    await pass(2 * EVERY);
    expect(runs).toHaveLength(3);
  });

  test('that is replaced, dropped or not enabled runs no more as it was', async () => {
    const { runs, schedules, schedule } = rig();
    schedules.begin();
    schedules.set(schedule);
    schedules.set({ ...schedule, input: '{"new":1}' });
    await pass(EVERY);
    expect(runs).toEqual(['f:live {"new":1} Event']);
    schedules.set({ ...schedule, enabled: false });
    await pass(EVERY);
    schedules.set(schedule);
    schedules.drop('s');
    await pass(EVERY);
    schedules.catchUp();
    expect(runs).toHaveLength(1);
  });

  test('makes up for one run, however many fell into a time that the clock has skipped', async () => {
    const { runs, schedules, schedule } = rig();
    schedules.set(schedule);
    schedules.begin();
    schedules.catchUp();
    expect(runs).toEqual([]);
    jest.setSystemTime(START + 10 * EVERY + 1);
    schedules.catchUp();
    expect(runs).toHaveLength(1);
    schedules.catchUp();
    expect(runs).toHaveLength(1);
    schedules.stop();
  });

  test('whose function cannot be started leaves its input with the dead letters', async () => {
    const { queues, schedules, schedule } = rig(true);
    await schedules.run(schedule);
    const [letter] = queues.receive('dead', { max: 1 });
    expect([letter?.body, letter?.attributes.ERROR_CODE?.StringValue]).toEqual(['{}', 'TARGET_NOT_STARTED']);
  });
});
