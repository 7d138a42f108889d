import { afterEach, expect, test } from '@jest/globals';
import { type Backpressure, watchBackpressure } from '../../../local/streams/backpressure.ts';

const watching: Backpressure[] = [];
afterEach(() => {
  for (const each of watching.splice(0)) each.stop();
});

test('a rush lasts from the first request that waits, over short breaks, until none has waited for a while', () => {
  const clock = { now: 5_000 };
  let waits = false;
  const rush = watchBackpressure(
    () => waits,
    () => clock.now,
  );
  watching.push(rush);
  const after = (ms: number, isWaiting: boolean) => {
    clock.now += ms;
    waits = isWaiting;
    return rush.lastsMs();
  };
  expect([after(0, false), after(10, true), after(40, true)]).toEqual([0, 0, 40]);
  expect([after(99, false), after(0, true)]).toEqual([40, 139]);
  expect([after(100, false), after(10, true), after(5, true)]).toEqual([0, 0, 5]);
});
