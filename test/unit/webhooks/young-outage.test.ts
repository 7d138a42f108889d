import { describe, expect, test } from '@jest/globals';
import { outcomeOf } from '../../../functions/webhooks/model/attempt-result.ts';
import { attempted, type Delivery, isEarly, newDelivery, skipped } from '../../../functions/webhooks/model/delivery.ts';
import {
  BREAKS_AT,
  type Health,
  isBack,
  isRecent,
  opensUntil,
  probeAfter,
  UNKNOWN,
} from '../../../functions/webhooks/model/health.ts';
import { OFFSETS_MS, wantsProbe } from '../../../functions/webhooks/model/schedule.ts';
import { admit } from '../../../functions/webhooks/model/slots.ts';
import { belowFrom } from '../../support/random.ts';
import { runs } from '../../support/runs.ts';

interface Message {
  readonly at: number;
  readonly delivery: number;
  readonly attempts: number;
  readonly probe: boolean;
}

/** How long a refused connection takes, and a good answer. */
const QUICK = 4;
/** SQS delays by whole seconds, and a wake-up is a message too. */
const WHOLE_MS = 1_000;

/**
 * An endpoint that is down from `from` to `until`, and what waits for it: messages, slots and health as the rules of the
 * model have them, on a clock that jumps from message to message.
 */
const simulate = (
  births: readonly number[],
  from: number,
  until: number,
  draw: (below: number) => number,
  end: number,
) => {
  const fraction = () => draw(1_000_000) / 1_000_000;
  let health: Health = { ...UNKNOWN, latencyMs: QUICK };
  const deliveries = births.map((at, index): Delivery => {
    const one = {
      tenant: 'acme',
      endpoint: 'we_1',
      eventId: `evt_${index}`,
      eventType: 't.T',
      seq: 1,
      payload: undefined,
    };
    return newDelivery(one, at);
  });
  const queue: Message[] = births.map((at, delivery) => ({ at, delivery, attempts: 0, probe: false }));
  const posts: { readonly at: number; readonly delivery: number; readonly tries: number; readonly early: boolean }[] =
    [];
  const arrivedAt: number[] = [];
  const send = (message: Message) => queue.push(message);
  const learnt = (at: number, good: boolean) => {
    const result = { error: good ? undefined : ('connection' as const), at, latencyMs: QUICK, impatient: false };
    const { latencyMs } = outcomeOf(health, [result]);
    if (good) {
      if (isBack(health, at)) {
        for (const [delivery, one] of deliveries.entries())
          if (one.state === 'pending') send({ at: at + WHOLE_MS, delivery, attempts: one.attempts, probe: false });
      }
      health = { ...UNKNOWN, latencyMs };
      return;
    }
    const failures = health.failures + 1;
    const failingSince = health.failingSince ?? at;
    const openUntil = opensUntil({ failures, failingSince, latencyMs }, at) ?? health.openUntil;
    health = { ...health, failures, failingSince, failedAt: at, openUntil, latencyMs };
  };
  for (let steps = 0; steps < 200_000 && queue.length > 0; steps += 1) {
    queue.sort((a, b) => b.at - a.at);
    const message = queue.pop();
    if (message === undefined || message.at > end) break;
    const { at, delivery: index } = message;
    const delivery = deliveries[index];
    if (delivery === undefined || delivery.state !== 'pending' || delivery.attempts !== message.attempts) continue;
    const early = isEarly(delivery, at);
    const { kind } = admit(health, { lane: 'brisk', asked: false, early: message.probe && early }, at, fraction());
    if (kind === 'open') {
      if (early) continue;
      const line = { at, latencyMs: 0, status: undefined, error: 'circuit-open', body: undefined } as const;
      const after = skipped(delivery, line, health.openUntil, fraction());
      deliveries[index] = after;
      send({ at: Math.max(at, after.nextAt ?? at), delivery: index, attempts: after.attempts, probe: false });
      continue;
    }
    const good = at < from || at >= until;
    posts.push({ at, delivery: index, tries: delivery.tries, early });
    learnt(at, good);
    const answer = {
      at,
      latencyMs: QUICK,
      status: good ? 200 : undefined,
      error: good ? undefined : 'connection',
    } as const;
    const after = attempted(delivery, { ...answer, body: undefined }, at + QUICK, fraction());
    deliveries[index] = after;
    if (after.state === 'delivered') arrivedAt[index] = at;
    if (after.nextAt === undefined) continue;
    const wait = Math.ceil((after.nextAt - at) / WHOLE_MS) * WHOLE_MS;
    send({ at: at + wait, delivery: index, attempts: after.attempts, probe: false });
    if (wantsProbe(after.nextAt, at) && isRecent(health, at))
      send({ at: at + probeAfter(health), delivery: index, attempts: after.attempts, probe: true });
  }
  return { posts, arrivedAt, deliveries };
};

const T0 = 1_795_000_000_000;

describe('an outage of less than two minutes', () => {
  test('leaves nothing waiting for longer than 30 s after it is over, for 1 to 50 deliveries', () => {
    const draw = belowFrom(11);
    for (let run = 0; run < runs(400); run += 1) {
      const waiting = 1 + draw(50);
      const outage = 1_000 * (1 + draw(119)) + draw(1_000);
      const births = Array.from({ length: waiting }, () => T0 + (run % 2 === 0 ? 0 : draw(outage)));
      const { arrivedAt } = simulate(births, T0, T0 + outage, draw, T0 + 600_000);
      const late = births.map((_, index) => (arrivedAt[index] ?? Number.POSITIVE_INFINITY) - (T0 + outage));
      expect([run, waiting, outage, Math.max(...late) <= 30_000]).toEqual([run, waiting, outage, true]);
    }
  });

  test('is tried at the times of the schedule, each within its jitter and a second of the queue', () => {
    const draw = belowFrom(12);
    for (let run = 0; run < runs(100); run += 1) {
      const births = Array.from({ length: 1 + draw(50) }, () => T0);
      const { posts } = simulate(births, T0, T0 + 119_000, draw, T0 + 119_000);
      for (const { at, tries, early } of posts.filter((post) => !post.early && post.tries < 4)) {
        const offset = OFFSETS_MS[tries] ?? 0;
        expect([early, at - T0 >= offset * 0.8 && at - T0 <= offset * 1.2 + 2 * WHOLE_MS]).toEqual([false, true]);
      }
      // Every delivery has had its tries at 0 s, 5 s and 30 s.
      const onTime = posts.filter((post) => !post.early && post.tries < 3);
      expect(onTime).toHaveLength(3 * births.length);
    }
  });

  test('is probed by one of many, and not by all of them', () => {
    const { posts } = simulate(
      Array.from({ length: 50 }, () => T0),
      T0,
      T0 + 119_000,
      belowFrom(13),
      T0 + 94_000,
    );
    const early = posts.filter((post) => post.early && post.at > T0 + 40_000);
    expect(early.length).toBeGreaterThanOrEqual(2);
    expect(early.length).toBeLessThanOrEqual(6);
  });
});

describe('a flood at a dead endpoint', () => {
  test('costs some hundred attempts, however many events there are', () => {
    const births = Array.from({ length: 2_000 }, (_, index) => T0 + index * 50);
    const { posts } = simulate(births, T0, T0 + 10 * 3_600_000, belowFrom(14), T0 + 3_600_000);
    expect(posts.length).toBeLessThan(400);
  });

  test('opens the breaker at once where it has failed for longer', () => {
    expect(opensUntil({ failures: BREAKS_AT, failingSince: T0 - 600_000, latencyMs: QUICK }, T0)).toBe(T0 + 600_000);
    expect(opensUntil({ failures: BREAKS_AT, failingSince: T0 - 1_000, latencyMs: QUICK }, T0)).toBeUndefined();
    expect(opensUntil({ failures: 300, failingSince: T0 - 1_000, latencyMs: QUICK }, T0)).toBe(T0 + 5_000);
  });
});
