import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { SKIPPED, shownBody, shownUrl } from '../../../functions/webhooks/model/attempt.ts';
import {
  attempted,
  type Delivery,
  LOG_MAX,
  newDelivery,
  noted,
  skipped,
} from '../../../functions/webhooks/model/delivery.ts';
import { signingSecrets } from '../../../functions/webhooks/model/endpoint.ts';
import { matches } from '../../../functions/webhooks/model/event-filter.ts';
import { bucketOf, groupsOf, SEQUENCED_MAX } from '../../../functions/webhooks/model/feed.ts';
import {
  BREAKS_AT,
  givenUp,
  type Health,
  opensUntil,
  smoothed,
  UNKNOWN,
} from '../../../functions/webhooks/model/health.ts';
import type { Lane } from '../../../functions/webhooks/model/job.ts';
import { deferSeconds } from '../../../functions/webhooks/model/job.ts';
import { admit, isQuick } from '../../../functions/webhooks/model/places.ts';
import type { PublicEvent } from '../../../functions/webhooks/model/public-event.ts';
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

describe('the circuit breaker', () => {
  const health = (over: Partial<Health>): Health => ({ ...UNKNOWN, ...over });

  const visit = (known: Health, lane: Lane, now: number, fraction: number, asked = false) =>
    admit(known, { lane, asked }, now, fraction);

  const placesOf = (known: Health, lane: Lane) => {
    const taken: Record<string, number> = {};
    for (let asked = 0; asked < 20; asked += 1) {
      const admission = visit({ ...known, places: taken }, lane, NOW, 0);
      if (admission.kind !== 'go') return [asked, admission.kind];
      taken[admission.place.name] = NOW + 1;
    }
    return [20, 'never full'];
  };

  test('gives an endpoint that nobody knows, or that failed last, one place in either lane', () => {
    for (const known of [UNKNOWN, health({ failures: 1, latencyMs: 1 })]) {
      expect([placesOf(known, 'brisk'), placesOf(known, 'patient')]).toEqual([
        [1, 'full'],
        [1, 'full'],
      ]);
    }
  });

  test('gives one that answers well the fewer places the longer it takes, and serves it in the patient lane from 200 ms on', () => {
    const places = (latencyMs: number, lane: Lane) => placesOf(health({ latencyMs }), lane);
    expect([1, 50, 100, 200].map((ms) => places(ms, 'brisk'))).toEqual([
      [10, 'full'],
      [10, 'full'],
      [5, 'full'],
      [2, 'full'],
    ]);
    expect([201, 600, 9_000].map((ms) => places(ms, 'brisk'))).toEqual(Array.from({ length: 3 }, () => [0, 'patient']));
    expect([10, 200, 300, 600, 9_000].map((ms) => places(ms, 'patient'))).toEqual([
      [10, 'full'],
      [10, 'full'],
      [6, 'full'],
      [3, 'full'],
      [2, 'full'],
    ]);
  });

  test('lets places be waited for only where they are freed within moments', () => {
    expect([50, 51].map((latencyMs) => isQuick(health({ latencyMs })))).toEqual([true, false]);
    expect([isQuick(UNKNOWN), isQuick(health({ latencyMs: 1, failures: 1 }))]).toEqual([false, false]);
  });

  test('takes an endpoint for slow after some answers or one that is given up, and sooner for quick again', () => {
    const meanAfter = (mean: number, ...latencies: readonly number[]) => latencies.reduce(smoothed, mean);
    expect(meanAfter(1, 300)).toBeLessThan(100);
    expect(meanAfter(1, 600, 600)).toBeGreaterThan(200);
    expect(meanAfter(1, 1_000)).toBeGreaterThan(200);
    expect(meanAfter(1_000, 5, 5, 5)).toBeLessThan(200);
    expect(smoothed(undefined, 600)).toBe(600);
  });

  test('opens at the fifth failure in a row, for 5 seconds that double with each failed probe up to a quarter of an hour', () => {
    expect(opensUntil(BREAKS_AT - 1, NOW - 3_600_000, NOW)).toBeUndefined();
    const lengths: number[] = [];
    for (let now = NOW; lengths.length < 10; now += lengths.at(-1) ?? 0)
      lengths.push((opensUntil(BREAKS_AT + lengths.length, NOW, now) ?? 0) - now);
    expect(lengths).toEqual([5, 5, 10, 20, 40, 80, 160, 320, 640, 900].map((seconds) => seconds * 1_000));
  });

  test('opens for no longer when many attempts fail together', () => {
    expect(opensUntil(50, NOW - 2_000, NOW)).toBe(NOW + 5_000);
  });

  test('lets nothing through while it is open, and then one probe, in the patient lane', () => {
    expect(visit(health({ failures: 7, openUntil: NOW + 1 }), 'patient', NOW, 0)).toEqual({ kind: 'open' });
    expect(visit(health({ failures: 7, openUntil: NOW + 1 }), 'brisk', NOW, 0)).toEqual({ kind: 'open' });
    expect(visit(health({ failures: 7, openUntil: NOW }), 'brisk', NOW, 0)).toEqual({ kind: 'patient' });
    expect(visit(health({ failures: 7 }), 'patient', NOW, 0.99)).toEqual({
      kind: 'go',
      place: expect.objectContaining({ name: 'p0' }),
      probe: true,
    });
    expect(visit(health({ failures: 7, places: { p0: NOW + 1 } }), 'patient', NOW, 0)).toEqual({ kind: 'full' });
  });

  test('holds nobody back who is waited for: a test or a redelivery is the probe', () => {
    const open = health({ failures: 7, openUntil: NOW + 1 });
    expect(visit(open, 'brisk', NOW, 0, true)).toEqual({ kind: 'patient' });
    expect(visit(open, 'patient', NOW, 0, true)).toMatchObject({ kind: 'go', place: { name: 'p0' }, probe: true });
  });

  test('takes the place of an attempt that died once its lease has ended', () => {
    expect(visit(health({ latencyMs: 9_000, places: { p0: NOW, p1: NOW + 1 } }), 'patient', NOW, 0)).toMatchObject({
      place: { name: 'p0' },
    });
  });

  test('gives an endpoint up for a 410, or after five days and a whole schedule without a success', () => {
    const days = (count: number) => NOW - count * 86_400_000;
    expect(givenUp(undefined, 410, false, NOW)).toBe('gone');
    expect(givenUp(days(5), 500, true, NOW)).toBe('failing');
    expect(givenUp(days(5), 500, false, NOW)).toBeUndefined();
    expect(givenUp(days(4.9), 500, true, NOW)).toBeUndefined();
    expect(givenUp(undefined, 500, true, NOW)).toBeUndefined();
  });

  test('lets those wait longer who find it full more often, and never more than a minute', () => {
    const job = { tenant: 'a', delivery: 'd', endpoint: 'e', attempts: 0 };
    const waits = [0, 1, 3, 6, 60].map((deferred) => deferSeconds({ ...job, deferred }, 0.999));
    expect(waits).toEqual([1, 2, 8, 60, 60]);
  });
});

describe('a subscription', () => {
  test.each([
    [['*'], 'ledger.HoldPlaced', true],
    [['ledger.*'], 'ledger.HoldPlaced', true],
    [['ledger.*'], 'ledgers.HoldPlaced', false],
    [['ledger.HoldPlaced'], 'ledger.HoldPlaced', true],
    [['ledger.Hold'], 'ledger.HoldPlaced', false],
    [['payments.*', 'ledger.HoldPlaced'], 'ledger.HoldPlaced', true],
    [['webhooks.*'], 'ledger.HoldPlaced', false],
  ])('to %j matches %s: %s', (patterns, type, expected) => {
    expect(matches(patterns, type)).toBe(expected);
  });

  test('is signed with the old secret too until its overlap ends, and not a moment longer', () => {
    const endpoint = { secretName: 'new', previous: [{ secretName: 'old', until: NOW }] };
    expect(signingSecrets(endpoint, NOW - 1)).toEqual(['new', 'old']);
    expect(signingSecrets(endpoint, NOW)).toEqual(['new']);
  });
});

describe('the groups that enter a feed together', () => {
  const event = (id: string, occurredAt: number, bytes = 10): PublicEvent => ({
    id,
    tenant: 'acme',
    type: 'a.B',
    occurredAt,
    body: 'x'.repeat(bytes),
    correlationId: 'r',
    hops: 0,
  });

  test('hold each event once, in order of time, at most 33 and 3 MB of them', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(60), fc.nat(5), fc.constantFrom(10, 250_000)), { maxLength: 120 }),
        (drawn) => {
          const events = drawn.map(([id, at, bytes]) => event(`e${id}`, at, bytes));
          const groups = groupsOf(events);
          const flat = groups.flat();
          expect(new Set(flat.map(({ id }) => id)).size).toBe(flat.length);
          expect(new Set(flat.map(({ id }) => id))).toEqual(new Set(events.map(({ id }) => id)));
          expect(flat.every((one, at) => at === 0 || (flat[at - 1]?.occurredAt ?? 0) <= one.occurredAt)).toBe(true);
          for (const group of groups) {
            expect(group.length).toBeLessThanOrEqual(SEQUENCED_MAX);
            expect(group.reduce((sum, { body }) => sum + body.length, 0)).toBeLessThanOrEqual(3_000_000);
          }
        },
      ),
      { numRuns: 100 },
    );
  });

  test('fall into partitions of a hundred places', () => {
    expect([1, 100, 101, 200, 201].map(bucketOf)).toEqual([0, 0, 1, 1, 2]);
    expect(() => bucketOf(0)).toThrow('from 1');
  });
});

describe('where an attempt went', () => {
  test('is kept without what may be a secret, cut to 300 characters', () => {
    expect(shownUrl('https://hooks.example.com/a/b?token=s3cret')).toBe('https://hooks.example.com/a/b');
    expect(shownUrl(`https://hooks.example.com/${'x'.repeat(2_000)}`)?.length).toBe(300);
    expect(shownUrl('no url')).toBeUndefined();
  });
});

describe('what came back', () => {
  test('is kept as text that can be shown, cut to a thousand characters', () => {
    expect(shownBody(Buffer.from('a\u0000b\u001b[31m\n'))).toBe('a\ufffdb\ufffd[31m\n');
    expect(shownBody(Buffer.from('é'.repeat(2_000)))?.length).toBe(1_000);
    expect(shownBody(Buffer.from([0xff, 0xfe]))).toBe('\ufffd\ufffd');
    expect(shownBody(Buffer.alloc(0))).toBeUndefined();
  });
});
