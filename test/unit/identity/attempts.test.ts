import { describe, expect, test } from '@jest/globals';
import { ATTEMPTS_MAX, retryAfterSeconds, tooMany } from '../../../functions/identity/model/attempts.ts';

describe('failed attempts', () => {
  test('are answered 429 from the eleventh within a window', () => {
    expect([tooMany(ATTEMPTS_MAX), tooMany(ATTEMPTS_MAX + 1)]).toEqual([false, true]);
  });

  test('are told to wait until the window ends, one second at least', () => {
    expect([retryAfterSeconds(60_000), retryAfterSeconds(119_999), retryAfterSeconds(90_000)]).toEqual([60, 1, 30]);
  });
});
