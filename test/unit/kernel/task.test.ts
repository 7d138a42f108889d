import { describe, expect, test } from '@jest/globals';
import type { Context } from 'aws-lambda';
import * as z from 'zod';
import { BadTask, task } from '../../../functions/kernel/triggers/task.ts';
import { clockOf } from '../../support/clock.ts';
import { recordingLog } from './support/recording-log.ts';

const context = { getRemainingTimeInMillis: () => 30_000 } as Context;

const rig = (run: (input: { readonly tenant: string }, deadline: number) => Promise<unknown>) => {
  const log = recordingLog();
  const deps = { clock: clockOf(() => 5_000), log };
  const handler = task({ domain: 'test', name: 'sweep', input: z.strictObject({ tenant: z.string() }), run, deps });
  return { run: (event: unknown) => handler(event, context), log };
};

describe('a task', () => {
  test('gets its checked payload and a deadline before its time is up', async () => {
    const { run, log } = rig(async ({ tenant }, deadline) => [tenant, deadline]);
    expect(await run({ tenant: 'acme' })).toEqual(['acme', 34_000]);
    // Without faults: the line of a healthy run is no metric, and costs nothing while nobody calls.
    expect(log.lines).toEqual([
      { level: 'info', message: 'task', line: { domain: 'test', operation: 'sweep', durationMs: 0 } },
    ]);
  });

  test('refuses another payload with the places that are wrong, and never with what stood there', async () => {
    const { run } = rig(async () => undefined);
    const refused = run({ tenant: 5, CANARY: 1 });
    await expect(refused).rejects.toBeInstanceOf(BadTask);
    await expect(refused).rejects.toThrow('/tenant: ');
    await expect(refused).rejects.not.toThrow('CANARY');
  });

  test('answers the question of a release without a run, and takes nothing else for it', async () => {
    let runs = 0;
    const { run } = rig(async () => {
      runs += 1;
    });
    expect(await run({ folio: 'release-probe' })).toEqual({ folio: 'well' });
    for (const almost of [{ folio: 'release-probe', tenant: 'acme' }, { folio: 'probe' }, 'release-probe', null])
      await expect(run(almost)).rejects.toBeInstanceOf(BadTask);
    expect(runs).toBe(0);
  });

  test('throws on what its work throws, and counts it', async () => {
    const { run, log } = rig(async () => {
      throw new RangeError('no');
    });
    await expect(run({ tenant: 'acme' })).rejects.toThrow('no');
    expect(log.lines).toMatchObject([
      { level: 'info', line: { faults: 1 } },
      { level: 'error', error: expect.any(RangeError) },
    ]);
  });
});
