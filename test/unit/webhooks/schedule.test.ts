import { describe, expect, test } from '@jest/globals';
import { SKIPPED } from '../../../functions/webhooks/model/attempt.ts';
import {
  attempted,
  type Delivery,
  LOG_MAX,
  newDelivery,
  noted,
  skipped,
} from '../../../functions/webhooks/model/delivery.ts';
import { nextTry, notBefore, OFFSETS_MS } from '../../../functions/webhooks/model/schedule.ts';

const NOW = 1_795_000_000_000;

describe('the schedule', () => {
  test('has the times of the API: 0 s, 5 s, 30 s, 2 min, 15 min, 1 h, 4 h, 12 h, 24 h, 48 h, 72 h', () => {
    expect(OFFSETS_MS.map((ms) => ms / 1000)).toEqual([
      0, 5, 30, 120, 900, 3600, 14_400, 43_200, 86_400, 172_800, 259_200,
    ]);
  });

  test('spreads each time by a fifth either way, and ends after the eleventh try', () => {
    for (let tries = 1; tries < OFFSETS_MS.length; tries += 1) {
      const offset = OFFSETS_MS[tries] ?? 0;
      expect(nextTry(NOW, tries, NOW, 0)).toBe(NOW + offset * 0.8);
      expect(nextTry(NOW, tries, NOW, 0.5)).toBe(NOW + offset);
      expect(nextTry(NOW, tries, NOW, 0.999_999) ?? 0).toBeLessThanOrEqual(NOW + offset * 1.2);
    }
    expect(nextTry(NOW, OFFSETS_MS.length, NOW, 0.5)).toBeUndefined();
  });

  test('never hurries through its times after a standstill: half of each distance is kept', () => {
    const late = NOW + 80 * 3_600_000;
    expect((nextTry(NOW, 5, late, 0.5) ?? 0) - late).toBe((3_600_000 - 900_000) / 2);
  });

  test('comes after the breaker’s end where its time is before it, spread over as long again', () => {
    expect(notBefore(NOW + 30_000, NOW + 40_000, NOW, 0.5)).toBe(NOW + 40_000);
    expect(notBefore(NOW + 30_000, NOW + 5_000, NOW, 0)).toBe(NOW + 30_000);
    expect(notBefore(NOW + 30_000, NOW + 5_000, NOW, 0.5)).toBe(NOW + 45_000);
  });

  const fresh = newDelivery(
    { tenant: 'acme', endpoint: 'we_1', eventId: 'evt_1', eventType: 'a.B', seq: 1, payload: undefined },
    NOW,
  );
  const shut = { ...SKIPPED, at: NOW, latencyMs: 0 };

  test('goes on to its next time where the open breaker skips one, and not before its end', () => {
    const next = skipped(fresh, shut, NOW + 60_000, 0.5);
    expect([next.state, next.tries, next.attempts, next.nextAt]).toEqual(['pending', 1, 1, NOW + 90_000]);
    expect(next.log).toEqual([shut]);
  });

  test('skips no last time: it is put off behind the breaker’s end until it is attempted', () => {
    let delivery: Delivery = { ...fresh, tries: OFFSETS_MS.length - 1, nextAt: NOW };
    for (let skips = 1; skips <= 30; skips += 1) {
      const at = delivery.nextAt ?? 0;
      delivery = skipped(delivery, { ...shut, at }, at + 900_000, 0.5);
      expect([delivery.state, delivery.tries]).toEqual(['pending', OFFSETS_MS.length - 1]);
      expect(delivery.nextAt).toBeGreaterThanOrEqual(at + 900_000);
    }
    const { nextAt: at = 0 } = delivery;
    const failed = { at, latencyMs: 1, status: 500, error: 'status', body: undefined } as const;
    expect(attempted(delivery, failed, at, 0.5)).toMatchObject({ state: 'parked', tries: OFFSETS_MS.length });
  });

  test('is not touched by an attempt that is handed over to the patient lane', () => {
    const given = { at: NOW, latencyMs: 1_000, status: undefined, error: 'slow', body: undefined } as const;
    expect(noted(fresh, given)).toEqual({ ...fresh, attempts: 1, log: [given] });
  });

  test('leaves the last 20 attempts in the log, whatever their number', () => {
    let delivery: Delivery = fresh;
    const failed = { at: NOW, latencyMs: 1, status: 500, error: 'status', body: undefined } as const;
    for (let count = 0; count < 30; count += 1) {
      delivery = { ...attempted(delivery, { ...failed, at: count }, NOW, 0.5), state: 'pending', tries: 1 };
    }
    expect([delivery.attempts, delivery.log.length, delivery.log[0]?.at]).toEqual([30, LOG_MAX, 10]);
  });
});
