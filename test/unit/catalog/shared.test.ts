import { expect, test } from '@jest/globals';
import { shared } from '../../../functions/catalog/store/queries/shared.ts';

test('what many ask within a moment is asked once, and so is what is not answered', async () => {
  let [now, asked, works] = [1_000_000, 0, true];
  const read = shared({ now: () => now } as never, { freshMs: 10_000, failedMs: 1_000 }, async () => {
    asked += 1;
    if (!works) throw new Error('throttled');
    return asked;
  });
  const many = () => Promise.allSettled(Array.from({ length: 50 }, () => read()));
  expect(new Set((await many()).map((one) => (one.status === 'fulfilled' ? one.value : 0)))).toEqual(new Set([1]));
  now += 9_999;
  await many();
  expect(asked).toBe(1);
  now += 1;
  works = false;
  for (let calls = 0; calls < 20; calls += 1)
    expect((await many()).every(({ status }) => status === 'rejected')).toBe(true);
  expect(asked).toBe(2);
  now += 1_000;
  works = true;
  expect(await read()).toBe(3);
});
