import { describe, expect, test } from '@jest/globals';
import { byHand } from '../../../bin/bench/middy/by-hand.ts';
import { middyAims, middyCost } from '../../../bin/bench/middy/middy-cost.ts';
import { isReached } from '../../../bin/bench/targets.ts';
import { aroundRoute, routeHandler } from '../../../functions/kernel/http/http.ts';
import { eventOf, GOOD, pay, rig, type Sent } from '../kernel/support/http-rig.ts';

describe('the cost of middy', () => {
  test.each<readonly [string, Sent]>([
    ['a good request', { operation: pay, body: GOOD }],
    ['a bad body', { operation: pay, body: '{' }],
    ['nobody', { operation: pay, body: GOOD, claims: undefined }],
  ])('is measured against the same work: the answers to %s are the same', async (_, sent) => {
    const { handler, options } = rig();
    const plainly = byHand(aroundRoute(options), routeHandler);
    const context = { getRemainingTimeInMillis: () => 10_000 };
    expect(await plainly(eventOf(sent), context)).toEqual(await handler(eventOf(sent), context));
  });

  test('is a difference and a ratio of one run', async () => {
    const cost = await middyCost({ rounds: 3, requests: 200 });
    expect(cost.byHandMs).toBeGreaterThan(0);
    expect(cost.ratio).toBeCloseTo(cost.withMiddyMs / cost.byHandMs);
    expect(cost.addedMs).toBeCloseTo(cost.withMiddyMs - cost.byHandMs);
  });

  test('is missed from 0.05 ms on', () => {
    const cost = { withMiddyMs: 0.1, byHandMs: 0.06, ratio: 1.7 };
    expect(middyAims({ ...cost, addedMs: 0.051 }).map(isReached)).toEqual([false]);
    expect(middyAims({ ...cost, addedMs: 0.049 }).map(isReached)).toEqual([true]);
  });
});
