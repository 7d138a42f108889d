import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { LogBatches, type LogSubscription } from '../../../local/gateway/log-batches.ts';

interface Batch {
  readonly messageType: string;
  readonly logGroup: string;
  readonly subscriptionFilters: readonly string[];
  readonly logEvents: readonly { readonly id: string; readonly timestamp: number; readonly message: string }[];
}
const read = (payload: string): Batch =>
  JSON.parse(gunzipSync(Buffer.from(JSON.parse(payload).awslogs.data, 'base64')).toString('utf8'));

describe('lines of a log group', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());
  const made = (subscriptions: readonly LogSubscription[], fails = 0) => {
    const handed: { readonly target: string; readonly batch: Batch }[] = [];
    const said: string[] = [];
    let left = fails;
    const batches = new LogBatches({
      subscriptions: () => subscriptions,
      deliver: async (target, payload) => {
        left -= 1;
        if (left >= 0) throw new Error('there is no such function');
        handed.push({ target, batch: read(payload) });
      },
      log: (text) => void said.push(text),
    });
    return { batches, handed, said };
  };
  const one: LogSubscription = { name: 'filter', group: 'access', target: 'f:live' };

  test('come to each subscriber of the group within seconds, in order and once, as CloudWatch Logs hands them over', async () => {
    const { batches, handed } = made([
      one,
      { ...one, name: 'second', target: 'g:live' },
      { ...one, name: 'x', group: 'x' },
    ]);
    batches.add('access', 'first');
    batches.add('access', 'next');
    expect(handed).toEqual([]);
    await jest.advanceTimersByTimeAsync(5_000);
    expect(handed.map(({ target, batch }) => [target, batch.logEvents.map(({ message }) => message)])).toEqual([
      ['f:live', ['first', 'next']],
      ['g:live', ['first', 'next']],
    ]);
    expect(handed[0]?.batch).toMatchObject({
      ...{ messageType: 'DATA_MESSAGE', owner: '000000000000', logGroup: 'access', subscriptionFilters: ['filter'] },
    });
    await jest.advanceTimersByTimeAsync(60_000);
    await batches.flush();
    expect(handed.length).toBe(2);
  });

  test('of nobody are let go', async () => {
    const { batches, handed } = made([]);
    batches.add('access', 'first');
    await batches.flush();
    expect(handed).toEqual([]);
  });

  test('wait on where they could not be handed over, and come before those that follow', async () => {
    const { batches, handed, said } = made([one], 2);
    batches.add('access', 'first');
    await jest.advanceTimersByTimeAsync(5_000);
    batches.add('access', 'next');
    await jest.advanceTimersByTimeAsync(10_000);
    expect(said.length).toBe(2);
    expect(handed.flatMap(({ batch }) => batch.logEvents.map(({ message }) => message))).toEqual(['first', 'next']);
  });

  test('are cut into batches that Lambda takes, and are bounded where nobody takes them', async () => {
    const { batches, handed } = made([one]);
    for (let at = 0; at < 5_001; at += 1) batches.add('access', String(at));
    await batches.flush();
    expect(handed.map(({ batch }) => batch.logEvents.length)).toEqual([5_000, 1]);
    const stuck = made([one], 1_000);
    for (let at = 0; at < 60_000; at += 1) stuck.batches.add('access', String(at));
    await jest.advanceTimersByTimeAsync(5_000);
    expect(stuck.said.some((text) => text.includes('were dropped'))).toBe(true);
  });
});
