import { describe, expect, test } from '@jest/globals';
import { routeOf } from '../../../console/data/route.ts';
import { ago, money, words } from '../../../console/format.ts';

describe('what the console writes', () => {
  test.each([
    ['1050', 'USD', '10.50'],
    ['5', 'EUR', '0.05'],
    ['-5', 'EUR', '−0.05'],
    ['0', 'JPY', '0'],
    ['1234567', 'JPY', '1 234 567'],
    ['1234567', 'KWD', '1 234.567'],
    ['123456789012345678901234567890', 'USD', '1 234 567 890 123 456 789 012 345 678.90'],
    ['42', 'ZZZ', '42'],
  ])('%s of %s is %s: by the digits of the currency, to the last one', (minor, currency, text) => {
    expect(money(minor, currency).replaceAll('\u202f', ' ')).toBe(text);
  });

  test('times are as people say them', () => {
    const now = Date.parse('2026-11-30T12:00:00Z');
    const at = (seconds: number): string => ago(now - seconds * 1000, now);
    expect([1, 42, 60, 3_599, 3_600, 86_399].map(at)).toEqual([
      'just now',
      '42 s ago',
      '1 min ago',
      '59 min ago',
      '1 h ago',
      '23 h ago',
    ]);
    expect([at(86_400 * 3), at(-3_600), ago('never', now)]).toEqual(['2026-11-27', '2026-11-30 13:00', 'never']);
    expect([words('awaiting_approval'), words('parksIn')]).toEqual(['awaiting approval', 'parks in']);
  });

  test('a link names a room, an id with its slashes, and a question; one that was cut is no failure', () => {
    expect(routeOf('#/components/payments/work-queue')).toMatchObject({
      room: 'components',
      rest: 'payments/work-queue',
    });
    expect(routeOf('#/accounts/%40world')).toMatchObject({ room: 'accounts', rest: '@world' });
    expect(routeOf('#/accounts/%E8%B2%AF')).toMatchObject({ rest: '貯' });
    expect(routeOf('#/accounts/%E8%B')).toMatchObject({ rest: '%E8%B' });
    expect(routeOf('')).toMatchObject({ room: '', rest: '' });
    expect(routeOf('#/search?q=a%2Fb').query.get('q')).toBe('a/b');
  });
});
