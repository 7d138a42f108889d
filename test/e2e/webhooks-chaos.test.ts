import { describe, expect, test } from '@jest/globals';
import { allDeliveries, type SeenDelivery } from '../support/deliveries.ts';
import { postedIds, wholeFeed } from '../support/feed.ts';
import { type Client, eventually, type LocalCloud, startLocal } from '../support/local-cloud.ts';
import { openLoad } from '../support/open-load.ts';
import { idsOf, type Receiver, startReceiver } from '../support/webhook-receiver.ts';

/** Sized for two shared cores. */
const [PER_SECOND, SECONDS] = [50, 4];
const DRAINED_WITHIN_MS = 60_000;
/** Servers that answer after 300 to 500 ms, longer on a busy machine, are given two or three places at a time. */
const SLOWLY_DRAINED_WITHIN_MS = 300_000;
/** The breaker holds an endpoint back for as long as it was down; the third retry would come after two minutes. */
const RECOVERED_WITHIN_MS = 80_000;
/** Killed with at least so many deliveries made and not arrived; slow servers take minutes for the thousand of the long run. */
const UNDER_WAY = Number(process.env.FOLIO_TEST_UNDER_WAY ?? 120);
/** What arrives between the count and the kill. */
const MEANWHILE = UNDER_WAY / 5;
const [ENDPOINTS, WORKERS] = [6, 16];
const EVENTS = Math.ceil((2.4 * UNDER_WAY) / ENDPOINTS);

const transfer = async (client: Client, step: number): Promise<string> => {
  const postings = [{ from: '@world', to: `busy-${step % 10}`, amount: '1' }];
  const answer = await client.post('/v1/transactions', { currency: 'USD', postings });
  expect([answer.status, answer.text]).toEqual([201, answer.text]);
  return answer.body.id;
};

const load = (client: Client) => openLoad(PER_SECOND, SECONDS, (step) => transfer(client, step));

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

const expectArrived = async (
  wanted: ReadonlySet<string>,
  receiver: Receiver,
  withinMs = DRAINED_WITHIN_MS,
): Promise<void> => {
  await eventually(
    async () => missing(wanted, receiver).length,
    (count) => count === 0,
    withinMs,
  );
};

/** Events whose delivery to the endpoint has a next try. */
const waitingEvents = async (client: Client, endpoint: string): Promise<ReadonlySet<string>> => {
  const deliveries = await allDeliveries(client, endpoint);
  const waiting = deliveries.filter(({ state, nextAttemptAt }) => state === 'pending' && nextAttemptAt !== null);
  return new Set(waiting.map(({ eventId }) => eventId));
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

/** One delivery for each event, done. */
const expectAllDelivered = async (client: Client, wanted: ReadonlySet<string>, endpoint: string): Promise<void> => {
  const deliveries = await eventually(
    () => allDeliveries(client, endpoint),
    (found) => found.every(({ state }) => state === 'delivered'),
    DRAINED_WITHIN_MS,
  );
  expect(deliveries.map(({ eventId }) => eventId).toSorted()).toEqual([...wanted].toSorted());
};

describe('an endpoint beside others in trouble', () => {
  test('gets all; nothing is lost for one that hung and one that was down', async () => {
    const cloud = await startLocal();
    const receivers = await Promise.all([startReceiver(), startReceiver(), startReceiver()]);
    const [well, hanging, down] = receivers as [Receiver, Receiver, Receiver];
    try {
      const acme = cloud.client('acme');
      await openAccounts(acme);
      await register(acme, well);
      const [hangingId, downId] = [await register(acme, hanging), await register(acme, down)];
      const { ids: before } = await load(acme);
      hanging.behave('hang');
      await down.stop();
      const { ids: during } = await load(acme);
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

describe(`an endpoint that was down for ${SECONDS} s`, () => {
  test(`has everything within ${RECOVERED_WITHIN_MS / 1000} s of being back, though its deliveries' own next try may be later`, async () => {
    const cloud = await startLocal();
    const receiver = await startReceiver();
    try {
      const acme = cloud.client('acme');
      await openAccounts(acme);
      const endpoint = await register(acme, receiver);
      const { ids: before } = await load(acme);
      await expectArrived(await expectWholeFeed(acme, before), receiver);
      await receiver.stop();
      const { ids: during } = await load(acme);
      const wanted = await expectWholeFeed(acme, [...before, ...during]);
      const allTried = (found: readonly SeenDelivery[]) =>
        found.length === wanted.size && found.every(({ attemptCount }) => attemptCount > 0);
      await eventually(() => allDeliveries(acme, endpoint), allTried, DRAINED_WITHIN_MS);
      expect(missing(wanted, receiver).length).toBe(during.length);
      await receiver.listen();
      const back = performance.now();
      await expectArrived(wanted, receiver, RECOVERED_WITHIN_MS);
      const seconds = Math.round((performance.now() - back) / 1000);
      process.stdout.write(`an endpoint that missed ${during.length} events had them ${seconds} s after it was back\n`);
      await expectAllDelivered(acme, wanted, endpoint);
    } finally {
      await receiver.stop();
      await cloud.stop();
    }
  }, 300_000);
});

/** As fast as it goes. */
const flood = async (client: Client): Promise<readonly string[]> => {
  const ids: string[] = [];
  const worker = async (first: number): Promise<void> => {
    for (let step = first; step < EVENTS; step += WORKERS) ids.push(await transfer(client, step));
  };
  await Promise.all(Array.from({ length: WORKERS }, (_, first) => worker(first)));
  return ids;
};

const acceptedBy = (receivers: readonly Receiver[]): number =>
  receivers.reduce((sum, { accepted }) => sum + accepted.length, 0);

/** Waits until the first deliveries have arrived and so many are made that have not; how many were made by then. */
const untilUnderWay = (client: Client, endpoints: readonly string[], receivers: readonly Receiver[]): Promise<number> =>
  eventually(
    async () => {
      const logs = await Promise.all(endpoints.map((id) => allDeliveries(client, id)));
      return logs.reduce((sum, log) => sum + log.length, 0);
    },
    (made) => acceptedBy(receivers) > 0 && made - acceptedBy(receivers) >= UNDER_WAY + MEANWHILE,
    DRAINED_WITHIN_MS,
  );

describe(`kill -9 of everything with ${UNDER_WAY} deliveries under way`, () => {
  test('loses no event: after the restart every endpoint has each at least once, the feed each exactly once', async () => {
    let cloud: LocalCloud = await startLocal();
    const { dataDir } = cloud;
    const receivers = await Promise.all(Array.from({ length: ENDPOINTS }, startReceiver));
    for (const one of receivers) one.behave('slowly');
    try {
      const before = cloud.client('acme');
      await openAccounts(before);
      const endpoints: string[] = [];
      for (const one of receivers) endpoints.push(await register(before, one));
      const ids = await flood(before);
      const made = await untilUnderWay(before, endpoints, receivers);
      await cloud.kill();
      const underWay = made - acceptedBy(receivers);
      expect(acceptedBy(receivers)).toBeGreaterThan(0);
      expect(underWay).toBeGreaterThanOrEqual(UNDER_WAY);
      const killed = performance.now();
      cloud = await startLocal({ dataDir });
      const acme = cloud.client('acme');
      const wanted = await expectWholeFeed(acme, ids);
      await Promise.all(receivers.map((one) => expectArrived(wanted, one, SLOWLY_DRAINED_WITHIN_MS)));
      const seconds = Math.round((performance.now() - killed) / 1000);
      process.stdout.write(`killed with ${underWay} deliveries under way; ${seconds} s later all had arrived\n`);
      for (const endpoint of endpoints) await expectAllDelivered(acme, wanted, endpoint);
    } finally {
      await Promise.all(receivers.map((one) => one.stop()));
      await cloud.stop();
    }
  }, 600_000);
});
