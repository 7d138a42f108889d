import { expect, test } from '@jest/globals';
import { Throttle } from '../../../local/gateway/throttle.ts';

test('a throttle lets its burst through at once, then its rate, and never saves up more than its burst', () => {
  const clock = { now: 1_000 };
  const throttle = new Throttle(10, 3, () => clock.now);
  const take = (count: number) => Array.from({ length: count }, () => throttle.take()).filter(Boolean).length;
  expect(take(5)).toBe(3);
  clock.now += 99;
  expect(take(1)).toBe(0);
  clock.now += 1;
  expect(take(2)).toBe(1);
  clock.now += 200;
  expect(take(5)).toBe(2);
  clock.now += 60_000;
  expect(take(5)).toBe(3);
});
