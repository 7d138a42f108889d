import { expect, test } from '@jest/globals';
import { type Client, eventually, type LocalCloud, startLocal } from '../support/local-cloud.ts';
import { type Receiver, startReceiver } from '../support/webhook-receiver.ts';

/** A flood of three bulk requests, all of it for one server that answers after 300 to 500 ms. */
const [BULKS, EACH] = [3, 100];
const PROBES = 8;
/** Of another tenant's event beside the flood, over what the slowest took alone: a busy machine's share, and no queue's. */
const DELAYED_MAX_MS = 1_500;

const register = async (client: Client, { url }: Receiver): Promise<void> => {
  const answer = await client.post('/v1/webhook-endpoints', { url, events: ['ledger.TransactionPosted'] });
  expect(answer.status).toBe(201);
};
const openAccount = async (client: Client): Promise<void> => {
  expect((await client.post('/v1/accounts', { id: 'slow', currency: 'USD' })).status).toBe(201);
};
const postings = [{ from: '@world', to: 'slow', amount: '1' }];
const move = async (client: Client): Promise<string> => {
  const answer = await client.post('/v1/transactions', { currency: 'USD', postings });
  expect(answer.status).toBe(201);
  return answer.body.id;
};
const flood = async (client: Client): Promise<void> => {
  for (let bulk = 0; bulk < BULKS; bulk += 1) {
    const transactions = Array.from({ length: EACH }, (_, index) => ({
      key: `flood-${bulk}-${index}`,
      currency: 'USD',
      postings,
    }));
    const body = { mode: 'independent', transactions };
    expect((await client.call('POST', '/v1/transactions/bulk', { body, key: null })).status).toBe(200);
  }
};

/** How long each of some transfers takes to arrive, one after the other. */
const arrivals = async (client: Client, receiver: Receiver): Promise<readonly number[]> => {
  const tookMs: number[] = [];
  for (let probe = 0; probe < PROBES; probe += 1) {
    const from = performance.now();
    const id = await move(client);
    await eventually(
      async () => receiver.accepted.some(({ body }) => body.includes(id)),
      (arrived) => arrived,
      30_000,
    );
    tookMs.push(performance.now() - from);
  }
  return tookMs;
};

test('a flood to a server that answers after 300 to 500 ms delays no other tenant', async () => {
  const cloud: LocalCloud = await startLocal();
  const [slow, quick] = [await startReceiver(), await startReceiver()];
  try {
    const [acme, globex] = [cloud.client('acme'), cloud.client('globex')];
    slow.behave('slowly');
    await Promise.all([openAccount(acme), openAccount(globex), register(acme, slow), register(globex, quick)]);
    await move(acme);
    await eventually(
      async () => slow.accepted.length,
      (count) => count > 0,
    );
    const alone = await arrivals(globex, quick);
    await flood(acme);
    const beside = await arrivals(globex, quick);
    // The flood is still there: what was measured was measured beside it.
    expect(slow.accepted.length).toBeLessThan(BULKS * EACH);
    expect(Math.max(...beside) - Math.max(...alone)).toBeLessThan(DELAYED_MAX_MS);
  } finally {
    await Promise.all([slow.stop(), quick.stop()]);
    await cloud.stop();
  }
}, 180_000);
