import { describe, expect, test } from '@jest/globals';
import type { AlarmReading } from '../../../functions/catalog/model/health.ts';
import { watchedAlarms } from '../../../functions/catalog/store/queries/watched-alarms.ts';
import { clockOf } from '../../support/clock.ts';

const reading = (name: string, state: AlarmReading['state'], since = 0): AlarmReading => ({
  ...{ name, state, since, says: `${name}.` },
});

/** CloudWatch with three alarms, what is asked of it, and a clock that a test moves. */
const watching = () => {
  const world = {
    now: 1_000_000,
    alarms: [reading('a', 'ok'), reading('b', 'ok'), reading('c', 'unknown')] as AlarmReading[],
    asked: [] as string[],
    silent: false,
  };
  const look = watchedAlarms(
    async (which) => {
      world.asked.push(which);
      if (world.silent) throw new Error('throttled');
      return world.alarms.filter(({ state }) => which === 'all' || state === 'alarm');
    },
    clockOf(() => world.now),
  );
  return { world, look };
};

describe('alarms that are looked at every few seconds', () => {
  test('are read whole once a minute, between that those alone that ring, and are the same object while nothing changes', async () => {
    const { world, look } = watching();
    const first = await look();
    for (let count = 0; count < 29; count += 1) {
      world.now += 2_000;
      expect(await look()).toBe(first);
    }
    expect(world.asked).toEqual(['all', ...Array.from({ length: 29 }, () => 'ringing')]);
    world.now += 2_000;
    expect(await look()).toBe(first);
    expect(world.asked.slice(30)).toEqual(['all']);
  });

  test('tell at the next look that one rings, that another rings in its place, that it rings anew and that it has ended', async () => {
    const { world, look } = watching();
    await look();
    for (const [ringing, since] of [
      ['a', 1],
      ['b', 2],
      ['b', 3],
      ['', 4],
    ] as const) {
      world.now += 2_000;
      world.alarms = ['a', 'b', 'c'].map((name) => reading(name, name === ringing ? 'alarm' : 'ok', since));
      expect(await look()).toEqual(world.alarms);
    }
  });

  test('tell within a minute that one has nothing to judge by any more', async () => {
    const { world, look } = watching();
    await look();
    world.alarms = [reading('a', 'unknown'), reading('b', 'ok'), reading('c', 'unknown')];
    world.now += 60_000;
    expect(await look()).toEqual(world.alarms);
  });

  test('are not to be read where CloudWatch does not answer, whatever was read before', async () => {
    const { world, look } = watching();
    const first = await look();
    world.silent = true;
    world.now += 2_000;
    await expect(look()).rejects.toThrow('throttled');
    world.silent = false;
    expect(await look()).toBe(first);
  });
});
