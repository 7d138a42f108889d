import { describe, expect, test } from '@jest/globals';
import { outcomeOf } from '../../../functions/webhooks/model/attempt-result.ts';
import { attempted, type Delivery, newDelivery } from '../../../functions/webhooks/model/delivery.ts';
import { type Health, UNKNOWN } from '../../../functions/webhooks/model/health.ts';
import { RETRY_AFTER_MAX_MS, retryAfterMs } from '../../../functions/webhooks/model/retry-after.ts';
import { admit } from '../../../functions/webhooks/model/slots.ts';

const NOW = Date.parse('1994-11-06T08:49:07Z');

describe('Retry-After', () => {
  test.each([
    ['30', 30_000],
    [' 30 ', 30_000],
    ['Sun, 06 Nov 1994 08:49:37 GMT', 30_000],
    ['Sunday, 06-Nov-94 08:49:37 GMT', 30_000],
    ['Sun Nov  6 08:49:37 1994', 30_000],
    ['86400', RETRY_AFTER_MAX_MS],
    ['9999999999', RETRY_AFTER_MAX_MS],
    ['9'.repeat(40), RETRY_AFTER_MAX_MS],
    ['Sun, 06 Nov 2094 08:49:37 GMT', RETRY_AFTER_MAX_MS],
  ])('%j asks for %d ms', (header, ms) => expect(retryAfterMs(header, NOW)).toBe(ms));

  test.each([
    undefined,
    '',
    '0',
    '-5',
    '1.5',
    '1e3',
    '0x10',
    'soon',
    '30, 60',
    '9'.repeat(41),
    'Sun, 06 Nov 1994 08:48:37 GMT',
    'Sun, 99 Nov 1994 99:99:99 GMT',
    '1994-11-06T08:49:37Z',
    ' '.repeat(100_000),
  ])('%j asks for nothing', (header) => expect(retryAfterMs(header, NOW)).toBeUndefined());

  const busy = { at: NOW, latencyMs: 5, status: 503, error: 'status', body: undefined } as const;
  const fresh: Delivery = newDelivery(
    { tenant: 'acme', endpoint: 'we_1', eventId: 'evt_1', eventType: 't.T', seq: 1, payload: undefined },
    NOW,
  );

  test('puts the next try off, and no try is made sooner; one that the schedule makes later stays', () => {
    expect(attempted(fresh, { ...busy, waitMs: 60_000 }, NOW, 0.5).nextAt).toBe(NOW + 60_000);
    expect(attempted(fresh, { ...busy, waitMs: 1_000 }, NOW, 0.5).nextAt).toBe(NOW + 5_000);
    expect(attempted(fresh, { ...busy, waitMs: 60_000 }, NOW, 0.5).log.at(-1)).not.toHaveProperty('waitMs');
    const last = { ...fresh, tries: 10 };
    expect(attempted(last, { ...busy, waitMs: 60_000 }, NOW, 0.5).state).toBe('parked');
  });

  test('lets the whole endpoint alone, but not what its owner asks for', () => {
    const result = { error: 'status', at: NOW, latencyMs: 5, impatient: false, waitMs: 60_000 } as const;
    const { waitUntil } = outcomeOf(UNKNOWN, [result]);
    expect(waitUntil).toBe(NOW + 60_000);
    const known: Health = {
      ...UNKNOWN,
      failures: 1,
      failingSince: NOW,
      failedAt: NOW,
      latencyMs: 5,
      openUntil: waitUntil,
    };
    const at = (now: number, asked: boolean) => admit(known, { lane: 'brisk', asked, early: false }, now, 0).kind;
    expect([at(NOW + 59_999, false), at(NOW + 59_999, true), at(NOW + 60_000, false)]).toEqual(['open', 'go', 'go']);
    const good = { error: undefined, at: NOW + 1, latencyMs: 5, impatient: false };
    expect(outcomeOf(UNKNOWN, [result, good]).waitUntil).toBe(0);
  });
});
