import { describe, expect, test } from '@jest/globals';
import { fallbackAt, nextFallbackAt } from '../../../functions/webhooks/model/fallback.ts';
import { DELAY_MAX_MS } from '../../../functions/webhooks/model/schedule.ts';

const NOW = 1_795_000_000_000;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

describe('the fallback schedule', () => {
  test('looks at nothing that has no next try', () => expect(fallbackAt({ nextAt: undefined }, NOW)).toBeUndefined());

  test('looks five minutes behind the message that the queue holds, and at the time of one that it cannot', () => {
    const [held, later] = [NOW + DELAY_MAX_MS, NOW + DELAY_MAX_MS + 1];
    expect(fallbackAt({ nextAt: held }, NOW)).toBe(held + 5 * MINUTE);
    expect(fallbackAt({ nextAt: later }, NOW)).toBe(later);
  });

  test.each([
    ['five minutes behind one that is not late yet', NOW + HOUR, NOW + HOUR + 5 * MINUTE],
    ['five minutes from now where that is longer than it is late', NOW - MINUTE, NOW + 5 * MINUTE],
    ['as long again as it is late', NOW - HOUR, NOW + HOUR],
    ['after six hours at most', NOW - 30 * HOUR, NOW + 6 * HOUR],
  ])('looks again %s', (_, nextAt, at) => expect(nextFallbackAt({ nextAt }, NOW)).toBe(at));

  test('looks again in six hours at one that says no time', () =>
    expect(nextFallbackAt({ nextAt: undefined }, NOW)).toBe(NOW + 6 * HOUR));
});
