import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { beginOf, dayIn, isoDay, isZone, readDay } from '../../../functions/kernel/values/zone.ts';
import { admission, boundsAt, LIMIT_WINDOWS, type Limit, windowAt } from '../../../functions/payments/model/limit.ts';
import { runs } from '../../support/runs.ts';

const ZONES = [
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'America/Havana',
  'Asia/Kathmandu',
  'Africa/Cairo',
  'Pacific/Kiritimati',
  'Pacific/Pago_Pago',
  'Australia/Lord_Howe',
  'Pacific/Apia',
];
const limit = (change: Partial<Limit> = {}): Limit => ({
  id: 'lim_1',
  window: 'day',
  timeZone: 'UTC',
  currency: 'USD',
  amount: 1_000n,
  count: undefined,
  account: undefined,
  client: undefined,
  rail: undefined,
  createdBy: 'cli_1',
  createdAt: 0,
  ...change,
});
const at = (text: string): number => Date.parse(text);

describe('a window', () => {
  test.each([
    // The clocks of Berlin go forward on 2027-03-28 and back on 2026-10-25.
    ['day', 'Europe/Berlin', '2027-03-28T12:00:00Z', '2027-03-27T23:00:00.000Z', '2027-03-28T22:00:00.000Z'],
    ['day', 'Europe/Berlin', '2026-10-25T12:00:00Z', '2026-10-24T22:00:00.000Z', '2026-10-25T23:00:00.000Z'],
    // A day of Cairo that begins at one: the clocks go forward at midnight.
    ['day', 'Africa/Cairo', '2026-04-24T12:00:00Z', '2026-04-23T22:00:00.000Z', '2026-04-24T21:00:00.000Z'],
    ['week', 'UTC', '2027-01-01T00:00:00Z', '2026-12-28T00:00:00.000Z', '2027-01-04T00:00:00.000Z'],
    ['week', 'America/New_York', '2026-11-30T04:59:59Z', '2026-11-23T05:00:00.000Z', '2026-11-30T05:00:00.000Z'],
    ['month', 'UTC', '2028-02-29T23:59:59Z', '2028-02-01T00:00:00.000Z', '2028-03-01T00:00:00.000Z'],
    ['month', 'Pacific/Kiritimati', '2026-12-31T10:00:00Z', '2026-12-31T10:00:00.000Z', '2027-01-31T10:00:00.000Z'],
    // The end of summer time lies in the month.
    ['month', 'America/New_York', '2026-11-15T00:00:00Z', '2026-11-01T04:00:00.000Z', '2026-12-01T05:00:00.000Z'],
  ] as const)('of a %s in %s around %s is from %s until %s', (window, timeZone, now, from, until) => {
    const bounds = boundsAt(limit({ window, timeZone }), at(now));
    expect([new Date(bounds.from).toISOString(), new Date(bounds.until).toISOString()]).toEqual([from, until]);
  });

  test('holds every moment between its bounds and no other, in every zone, whatever its clocks do', () => {
    const moment = fc.integer({ min: at('2005-01-01T00:00:00Z'), max: at('2040-01-01T00:00:00Z') });
    const property = fc.property(
      moment,
      fc.constantFrom(...ZONES),
      fc.constantFrom(...LIMIT_WINDOWS),
      (now, zone, window) => {
        const one = limit({ window, timeZone: zone });
        const { from, until } = boundsAt(one, now);
        expect(from <= now && now < until).toBe(true);
        expect(windowAt(one, from)).toBe(windowAt(one, now));
        expect(windowAt(one, until - 1)).toBe(windowAt(one, now));
        expect(windowAt(one, until)).not.toBe(windowAt(one, now));
        expect(windowAt(one, from - 1)).not.toBe(windowAt(one, now));
      },
    );
    fc.assert(property, { numRuns: runs(500) });
  });

  test('of a day that a zone has left out begins with the next one', () => {
    const left = readDay('2011-12-30') ?? Number.NaN;
    expect(beginOf('Pacific/Apia', left)).toBe(beginOf('Pacific/Apia', left + 1));
    expect(isoDay(dayIn('Pacific/Apia', beginOf('Pacific/Apia', left)))).toBe('2011-12-31');
  });
});

describe('a zone', () => {
  test.each(['Europe/Berlin', 'UTC', 'America/Argentina/Buenos_Aires', 'Etc/GMT+5'])('is %s', (name) =>
    expect(isZone(name)).toBe(true),
  );
  test.each(['+01:00', 'Europe/Nowhere', '', 'Mars', 'Europe/Berlin\n', '../UTC', 'x'.repeat(500)])(
    'is not %j',
    (name) => expect(isZone(name)).toBe(false),
  );
  test.each(['2026-02-29', '2026-13-01', '2026-00-10', '2026-2-1', '20260201'])('has no day %s', (text) =>
    expect(readDay(text)).toBeUndefined(),
  );
});

describe('a payment counts', () => {
  const payment = {
    from: 'a',
    to: { rail: 'sandbox', destination: 'ok' },
    amount: 1_000n,
    currency: 'USD',
    maker: 'cli_1',
  };
  const counts = (change: Partial<Limit>) => {
    const answer = admission([limit(change)], payment, 0);
    return answer.kind === 'over' ? 'over' : answer.claims.length;
  };

  test.each([
    [{}, 1],
    [{ currency: 'EUR' }, 0],
    [{ account: 'a', client: 'cli_1', rail: 'sandbox' }, 1],
    [{ account: 'b' }, 0],
    [{ account: 'a', client: 'cli_2' }, 0],
    [{ rail: 'book' }, 0],
    [{ amount: 999n }, 'over'],
    [{ window: 'payment', amount: 1_000n }, 0],
    [{ window: 'payment', amount: 999n }, 'over'],
    [{ window: 'payment', amount: 999n, account: 'b' }, 0],
    [{ amount: undefined, count: 1 }, 1],
  ] as const)('against a limit of %j: %s', (change, expected) => expect(counts(change)).toBe(expected));
});
