import { describe, expect, test } from '@jest/globals';
import {
  BREAKS_AT,
  FLOOD,
  GIVEN_UP_AFTER_MS,
  givenUp,
  type Health,
  isBack,
  isBelieved,
  isBroken,
  isRecent,
  isYoung,
  mayProbe,
  opensUntil,
  probeAfter,
  QUICK_MS,
  smoothed,
  UNKNOWN,
  YOUNG_MS,
} from '../../../functions/webhooks/model/health.ts';

const NOW = 1_795_000_000_000;
const failing = (change: Partial<Health>): Health => ({ ...UNKNOWN, latencyMs: QUICK_MS, failures: 1, ...change });

test('what was seen of an endpoint is believed for less than a second', () => {
  expect(isBelieved({ health: UNKNOWN, at: NOW - 999 }, NOW)).toBe(true);
  expect(isBelieved({ health: UNKNOWN, at: NOW - 1_000 }, NOW)).toBe(false);
});

test('a mean time follows a slower answer by a quarter, and a quicker one by half', () => {
  expect([smoothed(undefined, 70), smoothed(100, 200), smoothed(100, 40), smoothed(100, 100)]).toEqual([
    ...[70, 125, 70, 100],
  ]);
});

describe('an outage', () => {
  test('is recent for 150 s from its first failure', () => {
    expect(isRecent(failing({ failingSince: NOW - YOUNG_MS + 1 }), NOW)).toBe(true);
    expect(isRecent(failing({ failingSince: NOW - YOUNG_MS }), NOW)).toBe(false);
    expect(isRecent(failing({ failingSince: undefined }), NOW)).toBe(false);
    expect(isRecent(failing({ failures: 0, failingSince: NOW }), NOW)).toBe(false);
  });

  test('is young until it floods: after 300 failures that come at once, after 15 that do not', () => {
    const young = (failures: number, latencyMs: number | undefined) =>
      isYoung({ failures, latencyMs, failingSince: NOW }, NOW);
    expect([young(FLOOD - 1, QUICK_MS), young(FLOOD, QUICK_MS)]).toEqual([true, false]);
    expect([young(14, QUICK_MS + 1), young(15, QUICK_MS + 1), young(15, undefined)]).toEqual([true, false, false]);
  });

  test('opens the breaker from the fifth failure on, once it is not young', () => {
    const old = { failingSince: NOW - YOUNG_MS, latencyMs: QUICK_MS };
    expect(opensUntil({ ...old, failures: BREAKS_AT - 1 }, NOW)).toBeUndefined();
    expect(opensUntil({ ...old, failures: BREAKS_AT }, NOW)).toBe(NOW + YOUNG_MS);
    expect(isBroken(failing({ ...old, failures: BREAKS_AT - 1 }), NOW)).toBe(false);
    expect(isBroken(failing({ ...old, failures: BREAKS_AT }), NOW)).toBe(true);
  });

  test('keeps the breaker open for 15 minutes at most, and while it floods for less than until the next probe', () => {
    const day = { failures: BREAKS_AT, failingSince: NOW - 86_400_000, latencyMs: QUICK_MS };
    expect(opensUntil(day, NOW)).toBe(NOW + 15 * 60_000);
    const flood = { failures: FLOOD, failingSince: NOW - YOUNG_MS + 1, latencyMs: QUICK_MS };
    expect(opensUntil(flood, NOW)).toBe(NOW + probeAfter(flood) - 5_000);
    expect(opensUntil({ ...flood, failingSince: NOW - 1 }, NOW)).toBe(NOW + 5_000);
  });

  test('is over for all that wait where it has lasted 3 s, or five failures', () => {
    expect(isBack(failing({ failingSince: NOW - 3_000 }), NOW)).toBe(true);
    expect(isBack(failing({ failingSince: NOW - 2_999 }), NOW)).toBe(false);
    expect(isBack(failing({ failures: BREAKS_AT, failingSince: NOW }), NOW)).toBe(true);
    expect(isBack(failing({ failures: BREAKS_AT - 1, failingSince: NOW }), NOW)).toBe(false);
    expect(isBack(UNKNOWN, NOW)).toBe(false);
  });
});

describe('a probe', () => {
  test('is asked for after 20 s where failures come at once, else after 10 s', () => {
    expect([QUICK_MS, QUICK_MS + 1, undefined].map((latencyMs) => probeAfter({ latencyMs }))).toEqual([
      ...[20_000, 10_000, 10_000],
    ]);
  });

  test('may be made 5 s before its time, and by an endpoint that has not failed at any time', () => {
    expect(mayProbe(failing({ failedAt: undefined }), NOW)).toBe(true);
    expect(mayProbe(failing({ failedAt: NOW - 15_000 }), NOW)).toBe(true);
    expect(mayProbe(failing({ failedAt: NOW - 14_999 }), NOW)).toBe(false);
    expect(mayProbe(failing({ failedAt: NOW - 5_000, latencyMs: QUICK_MS + 1 }), NOW)).toBe(true);
    expect(mayProbe(failing({ failedAt: NOW - 4_999, latencyMs: QUICK_MS + 1 }), NOW)).toBe(false);
  });
});

describe('an endpoint is given up', () => {
  test.each([
    ['at once, where it says that it is gone', undefined, 410, false, 'gone'],
    ['after five days without success, by a delivery at its end', NOW - GIVEN_UP_AFTER_MS, 500, true, 'failing'],
    ['not a moment earlier', NOW - GIVEN_UP_AFTER_MS + 1, 500, true, undefined],
    ['not while its deliveries go on', NOW - GIVEN_UP_AFTER_MS, 500, false, undefined],
    ['not where it fails now and then', undefined, 500, true, undefined],
  ] as const)('%s', (_, since, status, parked, why) => expect(givenUp(since, status, parked, NOW)).toBe(why));
});
