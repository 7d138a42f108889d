import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { postedIds, wholeFeed } from '../support/feed.ts';
import { type Client, eventually, type LocalCloud, startLocal } from '../support/local-cloud.ts';
import { idsOf, type Receiver, startReceiver } from '../support/webhook-receiver.ts';

let cloud: LocalCloud;
let acme: Client;
const receivers: Receiver[] = [];
beforeAll(async () => {
  cloud = await startLocal();
  acme = cloud.client('acme');
}, 90_000);
afterAll(async () => {
  await Promise.all(receivers.map((one) => one.stop()));
  await cloud?.stop();
});

const receiver = async (): Promise<Receiver> => {
  const made = await startReceiver();
  receivers.push(made);
  return made;
};
const register = async (client: Client, url: string, events: readonly string[] = ['ledger.*']) => {
  const answer = await client.post('/v1/webhook-endpoints', { url, events });
  expect([answer.status, answer.text]).toEqual([201, answer.text]);
  return answer.body as { readonly id: string; readonly secret: string };
};
const move = async (client: Client, to: string, amount = 1): Promise<string> => {
  const body = { currency: 'USD', postings: [{ from: '@world', to, amount: String(amount) }] };
  const answer = await client.post('/v1/transactions', body);
  expect(answer.status).toBe(201);
  return answer.body.id;
};
const open = async (client: Client, id: string): Promise<void> => {
  expect((await client.post('/v1/accounts', { id, currency: 'USD' })).status).toBe(201);
};
const deliveriesOf = async (client: Client, endpoint: string) =>
  (await client.get(`/v1/webhook-endpoints/${endpoint}/deliveries`)).body.data;
const transactionOf = ({ body }: { readonly body: string }): string | undefined =>
  JSON.parse(body).data.transaction?.id;

describe('a webhook', () => {
  test('arrives signed, verifies with another library, and is the same as in the feed', async () => {
    const server = await receiver();
    const { id, secret } = await register(acme, server.url);
    expect((await acme.get(`/v1/webhook-endpoints/${id}`)).text).not.toContain('whsec_');
    await open(acme, 'signed');
    const transaction = await move(acme, 'signed');
    await eventually(
      async () => server.accepted,
      (all) => all.length >= 2,
    );
    const events = await wholeFeed(acme);
    for (const { headers, body } of server.accepted) {
      const verified = new Webhook(secret).verify(body, headers as Record<string, string>);
      expect(events.find((one) => one.id === headers['webhook-id'])).toEqual(verified);
      expect(() => new Webhook(secret).verify(`${body} `, headers as Record<string, string>)).toThrow();
    }
    expect(server.accepted.map(transactionOf)).toContain(transaction);
    await acme.call('DELETE', `/v1/webhook-endpoints/${id}`);
  }, 60_000);

  test('that fails is tried again, its log says how, and one that was delivered can be sent once more', async () => {
    const server = await receiver();
    server.behave(503);
    const { id } = await register(acme, server.url, ['ledger.TransactionPosted']);
    await open(acme, 'failing');
    await move(acme, 'failing');
    await eventually(
      async () => server.refused.length,
      (count) => count > 0,
    );
    server.behave(204);
    await eventually(
      async () => server.accepted.length,
      (count) => count === 1,
      30_000,
    );
    const [delivery] = await eventually(
      () => deliveriesOf(acme, id),
      (all) => all[0]?.state === 'delivered',
    );
    expect(delivery.attempts.map((one: { status: number }) => one.status)).toEqual([503, 204]);
    expect((await acme.post(`/v1/deliveries/${delivery.id}/redeliver`)).status).toBeLessThan(300);
    await eventually(
      async () => server.accepted.length,
      (count) => count === 2,
    );
    expect(new Set(idsOf([...server.refused, ...server.accepted])).size).toBe(1);
    await acme.call('DELETE', `/v1/webhook-endpoints/${id}`);
  }, 60_000);
});

test('the feed has every public event once, in one order that never changes', async () => {
  await open(acme, 'fed');
  const sent: string[] = [];
  for (let step = 0; step < 20; step += 1) sent.push(await move(acme, 'fed', 1 + step));
  const mine = (ids: readonly string[]) => ids.filter((id) => sent.includes(id));
  const events = await eventually(
    () => wholeFeed(acme),
    (all) => mine(postedIds(all)).length >= sent.length && all.some((one) => one.data.account?.id === 'fed'),
  );
  expect(mine(postedIds(events)).toSorted()).toEqual(sent.toSorted());
  expect(new Set(events.map((one) => one.id)).size).toBe(events.length);
  // What was read once stays in its place: the order never changes.
  await move(acme, 'fed');
  const later = await eventually(
    () => wholeFeed(acme),
    (all) => all.length > events.length,
  );
  expect(later.slice(0, events.length)).toEqual(events);
  const [tenth] = events.slice(9, 10);
  const rest = await acme.get(`/v1/events?limit=100&after=${tenth?.id}`);
  expect(rest.body.data).toEqual(later.slice(10, 110));
}, 60_000);

test('two tenants see nothing of each other: no event, no endpoint, no delivery', async () => {
  const globex = cloud.client('globex');
  const [ours, theirs] = [await receiver(), await receiver()];
  const mine = await register(acme, ours.url, ['*']);
  const other = await register(globex, theirs.url, ['*']);
  await open(acme, 'apart');
  await open(globex, 'apart');
  const transaction = await move(acme, 'apart');
  await move(globex, 'apart');
  await eventually(
    async () => [ours.accepted.length, theirs.accepted.length],
    (counts) => counts.every((n) => n >= 2),
  );
  expect(theirs.accepted.map(transactionOf)).not.toContain(transaction);
  const ids = new Set((await wholeFeed(acme)).map(({ id }) => id));
  expect((await wholeFeed(globex)).filter(({ id }) => ids.has(id))).toEqual([]);
  expect(idsOf(theirs.accepted).filter((id) => ids.has(id))).toEqual([]);
  expect((await globex.get(`/v1/webhook-endpoints/${mine.id}`)).status).toBe(404);
  expect((await globex.get(`/v1/webhook-endpoints/${mine.id}/deliveries`)).status).toBe(404);
  const listed = (await globex.get('/v1/webhook-endpoints')).body.data.map((one: { id: string }) => one.id);
  expect(listed).toEqual([other.id]);
  const [delivery] = await eventually(
    () => deliveriesOf(acme, mine.id),
    (all) => all.length > 0,
  );
  expect((await globex.post(`/v1/deliveries/${delivery.id}/redeliver`)).status).toBe(404);
}, 60_000);
