import { afterEach, describe, expect, test } from '@jest/globals';
import { type Ahead, shiftDate } from '../../../local/clock/shift-date.ts';
import { readSeconds } from '../../../local/control/orders.ts';

const Real = globalThis.Date;
let restore = (): void => undefined;
afterEach(() => restore());

const DAY = 86_400_000;
const shifted = (days: number): Ahead => {
  const ahead: Ahead = new Int32Array(new SharedArrayBuffer(4));
  Atomics.store(ahead, 0, days * 86_400);
  restore = shiftDate(ahead);
  return ahead;
};
const near = (ms: number, expected: number): void => expect(Math.abs(ms - expected)).toBeLessThan(5_000);

describe('a shifted Date', () => {
  test('shows the time ahead in each of its forms, at once when it is moved', () => {
    const ahead = shifted(30);
    near(Date.now(), Real.now() + 30 * DAY);
    near(Real.parse(new Date().toISOString()), Real.now() + 30 * DAY);
    near(Real.parse(Date()), Real.now() + 30 * DAY);
    Atomics.add(ahead, 0, 86_400);
    near(Date.now(), Real.now() + 31 * DAY);
  });

  test('leaves every time that is said as it is', () => {
    shifted(30);
    expect(new Date(0).toISOString()).toBe('1970-01-01T00:00:00.000Z');
    expect(new Date('2026-01-01T00:00:00Z').getTime()).toBe(Date.UTC(2026, 0, 1));
    expect(new Date(2026, 0, 1).getFullYear()).toBe(2026);
    expect(new Date() instanceof Date).toBe(true);
    expect(new Real() instanceof Date).toBe(true);
  });

  test('is put back', () => {
    shifted(30);
    restore();
    expect(globalThis.Date).toBe(Real);
  });
});

describe('a time to move the clock by', () => {
  test.each([
    ['90s', 90],
    ['15m', 900],
    ['1d12h', 129_600],
    ['30d', 2_592_000],
    ['2w', 1_209_600],
    ['0d', 0],
  ])('%s is %d seconds', (text, seconds) => expect(readSeconds(text)).toBe(seconds));

  test.each(['', '30', 'd', '-1d', '1.5d', '1 d', '30days', '1d,2h', '1d 2h', '1234567890s', '1s1s1s1s1s1s', '٣d'])(
    '%s is none',
    (text) => expect(readSeconds(text)).toBeUndefined(),
  );
});
