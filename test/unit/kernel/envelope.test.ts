import { expect, test } from '@jest/globals';
import { envelope, follow, HOPS_MAX, TooManyHops } from '../../../functions/kernel/triggers/envelope.ts';

const first = envelope.parse({
  eventId: 'evt_1',
  tenant: 'acme',
  occurredAt: '2026-11-22T10:00:00.000Z',
  version: 1,
  correlationId: 'req-1',
  causationId: 'req-1',
  hops: 0,
  later: 'ignored',
});

test('an event that follows keeps tenant and correlation, names its cause and is one hop further', () => {
  expect(follow(first)).toEqual({ tenant: 'acme', correlationId: 'req-1', causationId: 'evt_1', hops: 1 });
});

test('the eighth hop is the last', () => {
  expect(follow({ ...first, hops: HOPS_MAX - 1 }).hops).toBe(8);
  expect(() => follow({ ...first, hops: HOPS_MAX })).toThrow(TooManyHops);
  expect(envelope.safeParse({ ...first, hops: 9 }).success).toBe(false);
});
