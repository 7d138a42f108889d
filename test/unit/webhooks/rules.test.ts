import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { shownBody, shownUrl } from '../../../functions/webhooks/model/attempt.ts';
import { signingSecrets } from '../../../functions/webhooks/model/endpoint.ts';
import { matches } from '../../../functions/webhooks/model/event-filter.ts';
import { bucketOf, SEQUENCED_MAX, transactionGroups } from '../../../functions/webhooks/model/feed.ts';
import {
  BREAKS_AT,
  FLOOD,
  givenUp,
  type Health,
  opensUntil,
  smoothed,
  UNKNOWN,
  YOUNG_MS,
} from '../../../functions/webhooks/model/health.ts';
import type { Lane } from '../../../functions/webhooks/model/job.ts';
import { deferSeconds } from '../../../functions/webhooks/model/job.ts';
import type { PublicEvent } from '../../../functions/webhooks/model/public-event.ts';
import { admit, isQuick, widthOf } from '../../../functions/webhooks/model/slots.ts';
import { runs } from '../../support/runs.ts';

const NOW = 1_795_000_000_000;

describe('the circuit breaker', () => {
  const opens = (failures: number, failingSince: number, now: number, latencyMs = 5) =>
    opensUntil({ failures, failingSince, latencyMs }, now);

  const health = (over: Partial<Health>): Health => ({ ...UNKNOWN, ...over });

  const visit = (known: Health, lane: Lane, now: number, fraction: number, asked = false) =>
    admit(known, { lane, asked, early: false }, now, fraction);

  const slotsOf = (known: Health, lane: Lane) => {
    const taken: Record<string, number> = {};
    for (let asked = 0; asked < 20; asked += 1) {
      const admission = visit({ ...known, slots: taken }, lane, NOW, 0);
      if (admission.kind !== 'go') return [asked, admission.kind];
      taken[admission.slot.name] = NOW + 1;
    }
    return [20, 'never full'];
  };

  test('gives an endpoint that nobody knows, or that failed last, one slot in either lane', () => {
    for (const known of [UNKNOWN, health({ failures: 1, latencyMs: 1 })]) {
      expect([slotsOf(known, 'brisk'), slotsOf(known, 'patient')]).toEqual([
        [1, 'full'],
        [1, 'full'],
      ]);
    }
  });

  test('gives one that answers well the fewer slots the longer it takes, and serves it in the patient lane from 200 ms on', () => {
    const slots = (latencyMs: number, lane: Lane) => slotsOf(health({ latencyMs }), lane);
    expect([1, 50, 100, 200].map((ms) => slots(ms, 'brisk'))).toEqual([
      [10, 'full'],
      [10, 'full'],
      [5, 'full'],
      [2, 'full'],
    ]);
    expect([201, 600, 9_000].map((ms) => slots(ms, 'brisk'))).toEqual(Array.from({ length: 3 }, () => [0, 'patient']));
    expect([10, 200, 300, 600, 9_000].map((ms) => slots(ms, 'patient'))).toEqual([
      [10, 'full'],
      [5, 'full'],
      [3, 'full'],
      [2, 'full'],
      [2, 'full'],
    ]);
  });

  test('makes its visits the narrower the longer it takes, and alone where it is not known to be well', () => {
    const widths = (lane: Lane, ...latencies: readonly number[]) =>
      latencies.map((latencyMs) => widthOf(health({ latencyMs }), lane));
    expect(widths('brisk', 1, 50, 51, 200)).toEqual([4, 4, 2, 2]);
    expect(widths('patient', 1, 500, 501, 9_000)).toEqual([4, 4, 2, 2]);
    expect([UNKNOWN, health({ failures: 1, latencyMs: 1 })].map((one) => widthOf(one, 'patient'))).toEqual([1, 1]);
  });

  test('lets slots be waited for only where they are freed within moments', () => {
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

  test('opens at a flood of failures, for 5 seconds that double with each failed probe up to a quarter of an hour, and up to the next probe while the outage is recent', () => {
    expect(opens(BREAKS_AT - 1, NOW - 3_600_000, NOW)).toBeUndefined();
    const lengths: number[] = [];
    for (let now = NOW; lengths.length < 16; now += lengths.at(-1) ?? 0)
      lengths.push((opens(FLOOD + lengths.length, NOW, now) ?? 0) - now);
    expect(lengths).toEqual(
      [5, 5, 10, ...Array.from({ length: 9 }, () => 15), 155, 310, 620, 900].map((seconds) => seconds * 1_000),
    );
  });

  test('opens for no longer when many attempts fail together', () => {
    expect(opens(10 * FLOOD, NOW - 2_000, NOW)).toBe(NOW + 5_000);
  });

  test('opens at the fifth failure in a row of an outage that is not young any more', () => {
    expect(opens(BREAKS_AT, NOW - YOUNG_MS + 1, NOW)).toBeUndefined();
    expect(opens(BREAKS_AT - 1, NOW - YOUNG_MS, NOW)).toBeUndefined();
    expect(opens(BREAKS_AT, NOW - YOUNG_MS, NOW)).toBe(NOW + YOUNG_MS);
    // One that hangs holds a run with each attempt.
    expect([opens(14, NOW - 50_000, NOW, 9_000), opens(15, NOW - 50_000, NOW, 9_000)]).toEqual([
      undefined,
      NOW + 5_000,
    ]);
  });

  test('lets nothing through while it is open, and then one probe, in the patient lane', () => {
    expect(visit(health({ failures: 7, openUntil: NOW + 1 }), 'patient', NOW, 0)).toEqual({ kind: 'open' });
    expect(visit(health({ failures: 7, openUntil: NOW + 1 }), 'brisk', NOW, 0)).toEqual({ kind: 'open' });
    expect(visit(health({ failures: 7, openUntil: NOW }), 'brisk', NOW, 0)).toEqual({ kind: 'patient' });
    expect(visit(health({ failures: 7 }), 'patient', NOW, 0.99)).toEqual({
      kind: 'go',
      slot: expect.objectContaining({ name: 'p0' }),
      probe: true,
    });
    expect(visit(health({ failures: 7, slots: { p0: NOW + 1 } }), 'patient', NOW, 0)).toEqual({ kind: 'full' });
  });

  test('holds nobody back who is waited for: a test or a redelivery is the probe', () => {
    const open = health({ failures: 7, openUntil: NOW + 1 });
    expect(visit(open, 'brisk', NOW, 0, true)).toEqual({ kind: 'patient' });
    expect(visit(open, 'patient', NOW, 0, true)).toMatchObject({ kind: 'go', slot: { name: 'p0' }, probe: true });
  });

  test('takes the slot of an attempt that died once its lease has ended', () => {
    expect(visit(health({ latencyMs: 9_000, slots: { p0: NOW, p1: NOW + 1 } }), 'patient', NOW, 0)).toMatchObject({
      slot: { name: 'p0' },
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
        fc.array(fc.tuple(fc.nat(60), fc.nat(5), fc.constantFrom(10, 250_000)), { maxLength: 120, size: 'max' }),
        (drawn) => {
          const events = drawn.map(([id, at, bytes]) => event(`e${id}`, at, bytes));
          const groups = transactionGroups(events);
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
      { numRuns: runs(100) },
    );
  });

  test('are as few as that allows', () => {
    const of = (count: number, bytes: number) =>
      transactionGroups(Array.from({ length: count }, (_, at) => event(`e${at}`, at, bytes))).map(
        ({ length }) => length,
      );
    expect([of(67, 10), of(33, 10), of(13, 250_000)]).toEqual([[33, 33, 1], [33], [12, 1]]);
  });

  test('fall into partitions of a hundred positions', () => {
    expect([1, 100, 101, 200, 201].map(bucketOf)).toEqual([0, 0, 1, 1, 2]);
    expect(() => bucketOf(0)).toThrow('from 1');
  });
});

describe('the place that an attempt went to', () => {
  test('is shown by its host alone, wherever a secret may stand', () => {
    for (const secret of ['/services/T0/B0/s3cret', '/?token=s3cret', '/s3cret', '/a?s3cret', '//s3cret'])
      expect(shownUrl(`https://hooks.example.com${secret}`)).toBe('https://hooks.example.com/...');
    expect(shownUrl('https://hooks.example.com')).toBe('https://hooks.example.com/');
    expect(shownUrl(String(shownUrl('http://127.0.0.1:80/x')))).toBe('http://127.0.0.1/...');
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
