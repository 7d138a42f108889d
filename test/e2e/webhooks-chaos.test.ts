import { describe, expect, test } from '@jest/globals';
import { postedIds, wholeFeed } from '../support/feed.ts';
import { type Client, eventually, type LocalCloud, startLocal } from '../support/local-cloud.ts';
import { idsOf, type Receiver, startReceiver } from '../support/webhook-receiver.ts';

/** Sized for two shared cores; a long run may ask for more by the environment. */
const PER_SECOND = Number(process.env.FOLIO_TEST_TRANSFERS_PER_SECOND ?? 50);
const SECONDS = Number(process.env.FOLIO_TEST_CHAOS_SECONDS ?? 4);
const DRAINED_WITHIN_MS = 60_000;
const PAGES_MAX = 1_000;

const transfer = async (client: Client, step: number): Promise<string> => {
  const postings = [{ from: '@world', to: `busy-${step % 10}`, amount: '1' }];
  const answer = await client.post('/v1/transactions', { currency: 'USD', postings });
  expect([answer.status, answer.text]).toEqual([201, answer.text]);
  return answer.body.id;
};

/** Sends by the clock, whether the ledger keeps up or not. */
const load = async (client: Client, count: number): Promise<readonly string[]> => {
  const running: ReturnType<typeof transfer>[] = [];
  const start = performance.now();
  for (let step = 0; step < count; step += 1) {
    const wait = start + (step * 1000) / PER_SECOND - performance.now();
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    running.push(transfer(client, step));
  }
  return Promise.all(running);
};

const openAccounts = async (client: Client): Promise<void> => {
  for (let index = 0; index < 10; index += 1)
    expect((await client.post('/v1/accounts', { id: `busy-${index}`, currency: 'USD' })).status).toBe(201);
};
/** The endpoint's id. */
const register = async (client: Client, { url }: Receiver): Promise<string> => {
  const answer = await client.post('/v1/webhook-endpoints', { url, events: ['ledger.TransactionPosted'] });
  expect(answer.status).toBe(201);
  return answer.body.id;
};
const missing = (wanted: ReadonlySet<string>, receiver: Receiver): readonly string[] => {
  const arrived = new Set(idsOf(receiver.accepted));
  return [...wanted].filter((id) => !arrived.has(id));
};

/** The feed has each transaction exactly once; the ids of the events of them. */
const expectWholeFeed = async (client: Client, sent: readonly string[]): Promise<ReadonlySet<string>> => {
  const feed = await eventually(
    () => wholeFeed(client),
    (events) => postedIds(events).length >= sent.length,
    DRAINED_WITHIN_MS,
  );
  expect(postedIds(feed).toSorted()).toEqual(sent.toSorted());
  expect(new Set(feed.map(({ id }) => id)).size).toBe(feed.length);
  return new Set(feed.filter(({ type }) => type === 'ledger.TransactionPosted').map(({ id }) => id));
};

const expectArrived = async (wanted: ReadonlySet<string>, receiver: Receiver): Promise<void> => {
  await eventually(
    async () => missing(wanted, receiver).length,
    (count) => count === 0,
    DRAINED_WITHIN_MS,
  );
};

/** Events whose delivery to the endpoint has a next try. */
const waitingEvents = async (client: Client, endpoint: string): Promise<ReadonlySet<string>> => {
  const waiting = new Set<string>();
  let cursor = '';
  for (let page = 0; page < PAGES_MAX; page += 1) {
    const { body } = await client.get(`/v1/webhook-endpoints/${endpoint}/deliveries?limit=100${cursor}`);
    for (const { state, nextAttemptAt, eventId } of body.data)
      if (state === 'pending' && nextAttemptAt !== null) waiting.add(eventId);
    if (body.nextCursor === null) return waiting;
    cursor = `&cursor=${encodeURIComponent(body.nextCursor)}`;
  }
  throw new Error('the log of deliveries does not end');
};

/** What has not arrived stands in the log with a next try, which the schedule may set two minutes later: nothing is lost. */
const expectNothingLost = async (
  client: Client,
  wanted: ReadonlySet<string>,
  receiver: Receiver,
  endpoint: string,
): Promise<void> => {
  const lost = async () => {
    const waiting = await waitingEvents(client, endpoint);
    return missing(wanted, receiver).filter((id) => !waiting.has(id)).length;
  };
  await eventually(lost, (count) => count === 0, DRAINED_WITHIN_MS);
};

describe('when endpoints are in trouble', () => {
  test('one that is well gets all, and nothing is lost for one that hung and one that was down', async () => {
    const cloud = await startLocal();
    const receivers = await Promise.all([startReceiver(), startReceiver(), startReceiver()]);
    const [well, hanging, down] = receivers as [Receiver, Receiver, Receiver];
    try {
      const acme = cloud.client('acme');
      await openAccounts(acme);
      await register(acme, well);
      const [hangingId, downId] = [await register(acme, hanging), await register(acme, down)];
      const before = await load(acme, PER_SECOND * SECONDS);
      hanging.behave('hang');
      await down.stop();
      const during = await load(acme, PER_SECOND * SECONDS);
      hanging.behave(204);
      await down.listen();
      const wanted = await expectWholeFeed(acme, [...before, ...during]);
      await expectArrived(wanted, well);
      await expectNothingLost(acme, wanted, hanging, hangingId);
      await expectNothingLost(acme, wanted, down, downId);
    } finally {
      await Promise.all(receivers.map((one) => one.stop()));
      await cloud.stop();
    }
  }, 180_000);
});

describe('kill -9 of everything with deliveries under way', () => {
  test('loses no event: after the restart every endpoint has each at least once, the feed each exactly once', async () => {
    let cloud: LocalCloud = await startLocal();
    const { dataDir } = cloud;
    const receivers = await Promise.all([startReceiver(), startReceiver()]);
    try {
      await openAccounts(cloud.client('acme'));
      for (const one of receivers) await register(cloud.client('acme'), one);
      const ids = await load(cloud.client('acme'), PER_SECOND * SECONDS);
      const first = receivers[0] as Receiver;
      await eventually(
        async () => first.accepted.length,
        (count) => count > 0,
      );
      await cloud.kill();
      expect(first.accepted.length).toBeLessThan(ids.length);
      cloud = await startLocal({ dataDir });
      const wanted = await expectWholeFeed(cloud.client('acme'), ids);
      for (const one of receivers) await expectArrived(wanted, one);
    } finally {
      await Promise.all(receivers.map((one) => one.stop()));
      await cloud.stop();
    }
  }, 240_000);
});
