import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, test } from '@jest/globals';
import type { Answer } from '../../../functions/webhooks/model/attempt.ts';
import { YOUNG_MS } from '../../../functions/webhooks/model/health.ts';
import { isJob } from '../../../functions/webhooks/model/job.ts';
import { GROUP_MS, LEASE_MS } from '../../../functions/webhooks/model/slots.ts';
import { acquireSlot, releaseSlot } from '../../../functions/webhooks/store/jobs/slots.ts';
import { findHealth } from '../../../functions/webhooks/store/table/health-item.ts';
import { onEachEngine } from '../../support/on-each-engine.ts';
import type { Kit } from './kit.ts';
import { eventId } from './kit-events.ts';
import { kits } from './kits.ts';
import { create, DOWN, deliveriesOf, emit, HANGS, OK } from './steps.ts';

interface Logged {
  readonly eventId: string;
  readonly attempts: readonly { readonly error: string | null }[];
}

const numbers = (from: number, count: number) => Array.from({ length: count }, (_, index) => from + index);
const jobsOf = (one: Kit) =>
  one.queue
    .splice(0)
    .map(({ posted }) => posted.message)
    .filter(isJob);
const postsOf = (one: Kit) => one.queue.map(({ posted }) => [posted.lane, posted.delaySeconds >= 1]);

await onEachEngine((engine) => {
  const { fresh } = kits(engine);

  /** An endpoint that has answered once, and a server that says how many of its requests were under way at most. */
  const known = async (table: string, { latencyMs = (): number => 0, answer = (_: string): Answer => OK } = {}) => {
    const calls: string[] = [];
    const busy = { now: 0, most: 0 };
    const one: Kit = await fresh(
      table,
      async ({ headers }) => {
        busy.now += 1;
        busy.most = Math.max(busy.most, busy.now);
        await new Promise((resolve) => setTimeout(resolve, 5));
        one.time.now += latencyMs();
        busy.now -= 1;
        return answer(headers['webhook-id'] ?? '');
      },
      (_, name) => void calls.push(name),
    );
    const { id } = await create(one);
    await emit(one, 0);
    await one.drainQueue();
    return { one, id, calls, busy };
  };

  describe('a batch of messages for one endpoint', () => {
    test('is read by one request, holds one slot, and has each delivery recorded by itself', async () => {
      const { one, id, calls } = await known('visit');
      await emit(one, ...numbers(1, 10));
      calls.length = 0;
      await one.batch(jobsOf(one));
      const counted = Map.groupBy(calls, (name) => name);
      expect(Object.fromEntries([...counted].map(([name, all]) => [name, all.length]))).toEqual({
        BatchGetItemCommand: 1,
        // The slot taken, ten records, and the slot given back.
        UpdateItemCommand: 1 + 10 + 1,
        send: 10,
      });
      expect(new Set((await deliveriesOf(one, id)).map(({ state }: { state: string }) => state))).toEqual(
        new Set(['delivered']),
      );
    });

    test('is sent four at a time to a server that is quick', async () => {
      const { one, busy } = await known('visit-wide');
      await emit(one, ...numbers(1, 10));
      await one.batch(jobsOf(one));
      expect([one.sent.length, busy.most, one.queue]).toEqual([11, 4, []]);
    });

    test('is sent two at a time to a server that takes its time, and what is not begun in half a second waits in the queue', async () => {
      const { one, busy } = await known('visit-long', { latencyMs: () => 120 });
      await emit(one, ...numbers(1, 10));
      await one.batch(jobsOf(one));
      // The clock of the test moves by the sum of what is under way together.
      const made = 2 * Math.ceil(GROUP_MS.brisk / (2 * 120));
      expect([one.sent.length - 1, busy.most]).toEqual([made, 2]);
      expect(postsOf(one)).toEqual(Array.from({ length: 10 - made }, () => ['brisk', true]));
    });

    test('waits for the first answer of a server that nobody knows, and then goes on', async () => {
      const order: string[] = [];
      const one = await fresh('visit-new', async ({ headers }) => {
        order.push('asked');
        await new Promise((resolve) => setTimeout(resolve, headers['webhook-id'] === eventId(0) ? 20 : 1));
        order.push('answered');
        return OK;
      });
      await create(one);
      await emit(one, ...numbers(0, 3));
      await one.batch(jobsOf(one));
      expect(order.slice(0, 4)).toEqual(['asked', 'answered', 'asked', 'asked']);
      expect(one.queue).toEqual([]);
    });

    test('ends with a failure: what was not sent comes again, and takes up no try', async () => {
      const answer = (event: string) => (event === eventId(0) ? OK : DOWN);
      const { one, id } = await known('visit-down', { answer, latencyMs: () => 120 });
      await emit(one, ...numbers(1, 10));
      await one.batch(jobsOf(one));
      // The two that were under way together.
      expect(one.sent.length - 1).toBe(2);
      const tries = (await deliveriesOf(one, id)).map(({ attemptCount }: { attemptCount: number }) => attemptCount);
      expect(tries.toSorted()).toEqual([...numbers(0, 8).map(() => 0), 1, 1, 1]);
      expect(postsOf(one)).toEqual(numbers(0, 10).map(() => ['brisk', true]));
    });

    test('goes to the patient lane where the server shows that it is slow, without a second look', async () => {
      const one = await fresh('visit-slow', () => HANGS);
      await create(one);
      await emit(one, ...numbers(0, 10));
      await one.batch(jobsOf(one));
      expect(one.sent.length).toBe(1);
      expect(one.queue.map(({ posted }) => posted.lane)).toEqual(numbers(0, 10).map(() => 'patient'));
    });

    test('goes on where a server fails at once, since that holds no run: each has its try at its time', async () => {
      const { one, id } = await known('visit-fails', { answer: (event) => (event === eventId(0) ? OK : DOWN) });
      await emit(one, ...numbers(1, 10));
      await one.batch(jobsOf(one));
      expect(one.sent.length - 1).toBe(10);
      const logged: readonly Logged[] = await deliveriesOf(one, id);
      expect(logged.every(({ attempts }) => attempts.length === 1)).toBe(true);
    });

    test('has what its owner asked for sent although the breaker is open, and the others skipped', async () => {
      const { one, id } = await known('visit-asked', { answer: (event) => (event === eventId(0) ? OK : DOWN) });
      await emit(one, ...numbers(1, 8));
      await one.drainQueue();
      // Not young any more: the next failure opens the breaker.
      one.time.now += YOUNG_MS;
      await emit(one, 99);
      await one.drainQueue();
      one.queue.length = 0;
      await emit(one, 100, 101);
      expect((await one.call('POST /v1/webhook-endpoints/{id}/test', { params: { id }, key: 'ask' })).status).toBe(202);
      await one.drainStream();
      const sent = one.sent.length;
      await one.batch(jobsOf(one), 'patient');
      expect(one.sent.length - sent).toBe(1);
      expect(JSON.parse(one.sent.at(-1)?.body ?? '').type).toBe('webhooks.Test');
      const skips = (await deliveriesOf(one, id))
        .filter(({ eventId: event }: Logged) => event === eventId(100) || event === eventId(101))
        .map(({ attempts: [first] }: Logged) => first?.error);
      expect(skips).toEqual(['circuit-open', 'circuit-open']);
    });
  });

  test('a failure that ends after another visit succeeded does not say that the endpoint has been failing since before', async () => {
    const one = await fresh('visit-healed', () => OK);
    const { id: endpoint } = await create(one);
    const [patient, visitor] = [{ tenant: 'acme', endpoint }, { lane: 'patient', asked: true, early: false } as const];
    const result = (error: 'connection' | undefined) => ({ error, at: one.time.now, latencyMs: 5, impatient: false });
    const slot = async () => {
      const entered = await acquireSlot(one.store, patient, visitor);
      if (entered.kind !== 'go') throw new Error('no slot');
      return entered;
    };
    await releaseSlot(one.store, patient, await slot(), [result('connection')]);
    const early = await slot();
    expect(early.health).toMatchObject({ failures: 1, failingSince: one.time.now });
    // Its lease has ended, so another visit may come, and is faster.
    one.time.now += LEASE_MS;
    await releaseSlot(one.store, patient, await slot(), [result(undefined)]);
    await releaseSlot(one.store, patient, early, [result('connection')]);
    expect(await findHealth(one.store, patient)).toMatchObject({ failures: 1, failingSince: undefined });
  });

  test('failures of groups that were under way together are all counted, each of them', async () => {
    const one = await fresh('visit-sums', () => OK);
    const { id: endpoint } = await create(one);
    const [patient, visitor] = [{ tenant: 'acme', endpoint }, { lane: 'patient', asked: true, early: false } as const];
    const failed = { error: 'connection', at: one.time.now, latencyMs: 120, impatient: false } as const;
    const slot = async () => {
      const entered = await acquireSlot(one.store, patient, visitor);
      if (entered.kind !== 'go') throw new Error('no slot');
      return entered;
    };
    const first = await slot();
    one.time.now += LEASE_MS;
    const second = await slot();
    await releaseSlot(one.store, patient, first, [failed, failed, failed]);
    expect(await findHealth(one.store, patient)).toMatchObject({ failures: 3 });
    await releaseSlot(one.store, patient, second, [failed, failed]);
    expect(await findHealth(one.store, patient)).toMatchObject({ failures: 5 });
  });

  test('a delivery that cannot be read leaves its own message in the queue and no other', async () => {
    const one = await fresh('visit-poison', () => OK);
    await create(one);
    await emit(one, 1, 2, 3);
    const jobs = jobsOf(one);
    const [bad] = jobs;
    if (bad === undefined) throw new Error('no message');
    const key = { pk: { S: `acme#D#${bad.delivery}` }, sk: { S: 'D' } };
    await one.store.dynamo.send(
      new PutItemCommand({ TableName: 'visit-poison', Item: { ...key, state: { S: 'of-next-year' } } }),
    );
    expect(await one.batch(jobs)).toEqual(['m0']);
    expect(one.sent.length).toBe(2);
  });
});
