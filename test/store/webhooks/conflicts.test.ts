import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Engine, startConflicting } from '../../support/dynamo.ts';
import { busMessage, eventId } from './kit-events.ts';
import { kits } from './kits.ts';
import { create, deliveriesOf, OK } from './steps.ts';

/** Long enough that consumers of one tenant meet. */
const TRANSACTION_MS = 5;
const engine: Engine = await startConflicting(TRANSACTION_MS);

describe('webhooks, on a store where transactions conflict', () => {
  const { fresh } = kits(engine);
  let one: Awaited<ReturnType<typeof fresh>>;
  beforeAll(async () => {
    one = await fresh('conflicts', () => OK);
  });
  afterAll(() => engine.stop());

  test('enter each event into the feed once and without a gap, by six consumers at once; what they leave comes again', async () => {
    const { id } = await create(one);
    const numbers = Array.from({ length: 60 }, (_, at) => at);
    const consume = async (first: number): Promise<void> => {
      let left: readonly string[] = numbers
        .filter((number) => number % 6 === first)
        .map((number) => busMessage(number));
      for (let rounds = 0; left.length > 0; rounds += 1) {
        expect(rounds).toBeLessThan(100);
        const failed = new Set(await one.onEvent(left));
        left = left.filter((_, at) => failed.has(`m${at}`));
      }
    };
    await Promise.all([0, 1, 2, 3, 4, 5].map(consume));
    const { json } = await one.call('GET /v1/events', { query: 'limit=100' });
    const ids: readonly string[] = json.data.map((event: { id: string }) => event.id);
    expect(ids.toSorted()).toEqual(numbers.map(eventId).toSorted());
    await one.drainStream();
    await one.drainQueue();
    const deliveries = await deliveriesOf(one, id);
    expect(deliveries.map(({ state }: { state: string }) => state)).toEqual(numbers.map(() => 'delivered'));
  });

  test('make an endpoint once by eight calls with one key, and count those that they make', async () => {
    const body = { url: 'http://127.0.0.1:9999/hook', events: ['*'] };
    const call = (key: string) => one.call('POST /v1/webhook-endpoints', { key, body, tenant: 'globex' });
    const same = await Promise.all(Array.from({ length: 8 }, () => call('same')));
    const each = await Promise.all(Array.from({ length: 8 }, (_, at) => call(`each-${at}`)));
    const made = [...same, ...each].filter(({ status }) => status === 201);
    expect([...same, ...each].every(({ status }) => status === 201 || status === 409)).toBe(true);
    const ids = new Set(made.map(({ json }) => json.id));
    const { json } = await one.call('GET /v1/webhook-endpoints', { tenant: 'globex' });
    expect(new Set(json.data.map((endpoint: { id: string }) => endpoint.id))).toEqual(ids);
    expect(ids.size).toBe(1 + each.filter(({ status }) => status === 201).length);
  });
});
