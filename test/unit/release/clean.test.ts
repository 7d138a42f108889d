import { describe, expect, test } from '@jest/globals';
import { clean } from '../../../bin/release/use-cases/clean.ts';
import { rollback } from '../../../functions/registry/handlers/release/rollback.ts';
import { World } from './world.ts';

const DAY_MS = 24 * 3_600_000;
const why = { reason: 'a test' };

/** As many releases, a day between each. */
const released = (count: number): World => {
  const world = new World();
  for (let index = 0; index < count; index += 1) {
    world.deploy();
    world.clock += DAY_MS;
  }
  return world;
};
const left = (world: World): readonly number[] =>
  [...world.versions.keys()].filter((key) => key.startsWith('api:')).map((key) => Number(key.slice(4)));

describe('cleaning', () => {
  test('keeps everything of the last 90 days', async () => {
    const world = released(80);
    expect(await clean(world.ports(), 'ledger', false)).toEqual({});
    expect(left(world)).toHaveLength(80);
    expect(world.changes).toBe(0);
  });

  test('keeps the last ten live versions, however old, and removes the rest once', async () => {
    const world = released(15);
    world.clock += 200 * DAY_MS;
    const five = ['1', '2', '3', '4', '5'];
    expect(await clean(world.ports(), 'ledger', true)).toEqual({ api: five, relay: five });
    expect(left(world)).toHaveLength(15);
    expect(await clean(world.ports(), 'ledger', false)).toEqual({ api: five, relay: five });
    expect(left(world)).toEqual([6, 7, 8, 9, 10, 11, 12, 13, 14, 15]);
    expect(world.records.at(-1)?.event).toEqual({ kind: 'cleaned', removed: { api: five, relay: five } });
    expect(await clean(world.ports(), 'ledger', false)).toEqual({});
  });

  test('keeps what is pinned or aliased, weights included, and what was in an incident', async () => {
    const world = released(3);
    await rollback(world.ports(), { domain: 'ledger', to: '2', why, dryRun: false });
    for (const pin of world.pins.keys()) world.pins.set(pin, 'none');
    for (let index = 0; index < 12; index += 1) world.deploy();
    world.point('api', '15', { 1: 0.1 });
    world.clock += 200 * DAY_MS;
    expect(await clean(world.ports(), 'ledger', false)).toEqual({ api: ['4', '5'], relay: ['1', '4', '5'] });
  });

  test.each(['UPDATE_ROLLBACK_FAILED', 'UPDATE_IN_PROGRESS', 'UPDATE_FAILED'])(
    'refuses while the stack is %s',
    async (status) => {
      const world = released(15);
      world.clock += 200 * DAY_MS;
      world.stack = status;
      await expect(clean(world.ports(), 'ledger', false)).rejects.toThrow('nothing is removed');
      expect(left(world)).toHaveLength(15);
    },
  );

  test('that crashes goes on from there', async () => {
    const world = released(15);
    world.clock += 200 * DAY_MS;
    world.crashAt = { change: 4, after: false };
    await expect(clean(world.ports(), 'ledger', false)).rejects.toThrow();
    world.crashAt = undefined;
    await clean(world.ports(), 'ledger', false);
    expect(left(world)).toHaveLength(10);
  });
});
