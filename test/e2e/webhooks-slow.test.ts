import { expect, test } from '@jest/globals';
import { type Client, eventually, type LocalCloud, startLocal } from '../support/local-cloud.ts';
import { type Receiver, startReceiver } from '../support/webhook-receiver.ts';

/** A flood of three bulk requests, all of it for one server that answers after 300 to 500 ms. */
const [BULKS, EACH] = [3, 100];
const PROBES = 8;
/** From the making of another tenant's delivery to its POST: a busy machine's share, and no place in a line. */
const WAITED_MAX_MS = 1_500;

/** The endpoint's id. */
const register = async (client: Client, { url }: Receiver): Promise<string> => {
  const answer = await client.post('/v1/webhook-endpoints', { url, events: ['ledger.TransactionPosted'] });
  expect(answer.status).toBe(201);
  return answer.body.id;
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

/** Some transfers, one after the other as they arrive. */
const probe = async (client: Client, receiver: Receiver): Promise<void> => {
  for (let probes = 0; probes < PROBES; probes += 1) {
    const id = await move(client);
    await eventually(
      async () => receiver.accepted.some(({ body }) => body.includes(id)),
      (arrived) => arrived,
      60_000,
    );
  }
};
/** How long each delivery of an endpoint waited, from its making to its first POST. */
const waitsOf = async (client: Client, endpoint: string): Promise<readonly number[]> => {
  const { data } = (await client.get(`/v1/webhook-endpoints/${endpoint}/deliveries?limit=100`)).body;
  return data.map(
    ({ createdAt, attempts }: { createdAt: string; attempts: readonly { at: string }[] }) =>
      Date.parse(attempts[0]?.at ?? '') - Date.parse(createdAt),
  );
};

test('a flood to a server that answers after 300 to 500 ms delays no other tenant', async () => {
  const cloud: LocalCloud = await startLocal();
  const [slow, quick] = [await startReceiver(), await startReceiver()];
  try {
    const [acme, globex] = [cloud.client('acme'), cloud.client('globex')];
    slow.behave('slowly');
    await Promise.all([openAccount(acme), openAccount(globex), register(acme, slow)]);
    const endpoint = await register(globex, quick);
    await move(acme);
    await eventually(
      async () => slow.accepted.length,
      (count) => count > 0,
    );
    await probe(globex, quick);
    await flood(acme);
    await probe(globex, quick);
    // The flood is still there: what was measured was measured beside it.
    expect(slow.accepted.length).toBeLessThan(BULKS * EACH);
    const waits = await waitsOf(globex, endpoint);
    expect(waits).toHaveLength(2 * PROBES);
    expect(Math.max(...waits)).toBeLessThan(WAITED_MAX_MS);
  } finally {
    await Promise.all([slow.stop(), quick.stop()]);
    await cloud.stop();
  }
}, 180_000);
