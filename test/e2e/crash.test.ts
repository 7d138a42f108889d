import { describe, expect, test } from '@jest/globals';
import { checkInvariants } from '../support/api-invariants.ts';
import { postedIds, wholeFeed } from '../support/feed.ts';
import { type Client, eventually, type LocalCloud, startLocal } from '../support/local-cloud.ts';

/** Kills of the whole local cloud; the environment may ask for more in a long run. */
const KILLS = Number(process.env.FOLIO_TEST_KILLS ?? 3);
const WORKERS = 12;
/** A message whose consumer was killed is offered again at the start; one that met contention, three minutes later. */
const FED_WITHIN_MS = 200_000;
const ACCOUNTS = Array.from({ length: 10 }, (_, index) => `survivor-${index}`);

interface Sent {
  readonly key: string;
  readonly body: object;
}

const transfer = (from: string, to: string, amount: number) => ({
  currency: 'USD',
  postings: [{ from, to, amount: String(amount) }],
});

/** Sends until the cloud dies; what was acknowledged goes to `acknowledged`, what got no answer to `unknown`. */
const load = async (client: Client, worker: string, acknowledged: Map<string, string>, unknown: Sent[]) => {
  for (let step = 0; ; step += 1) {
    const key = `${worker}-${step}`;
    const pick = (offset: number) => ACCOUNTS[(step * 7 + offset * 3 + worker.length) % ACCOUNTS.length] ?? '';
    const body =
      step % 5 === 0
        ? transfer('@world', pick(0), 1000)
        : transfer(pick(1), step % 7 === 0 ? '@fees' : pick(2), 1 + (step % 90));
    try {
      const answer = await client.post('/v1/transactions', body, key);
      if (answer.status === 201 || answer.status === 422) acknowledged.set(key, answer.text);
      else unknown.push({ key, body });
    } catch {
      unknown.push({ key, body }); // the cloud is gone: nobody knows what became of this one
      return;
    }
  }
};

describe('kill -9 of the whole local cloud under load', () => {
  test(`loses nothing in ${KILLS} kills at random moments: every acknowledged answer stays, every event arrives once, entries have no gap`, async () => {
    let cloud: LocalCloud = await startLocal();
    const { dataDir } = cloud;
    try {
      for (const id of ACCOUNTS) await cloud.client('acme').post('/v1/accounts', { id, currency: 'USD' });
      const acknowledged = new Map<string, string>();
      const bodies = new Map<string, object>();
      for (let kill = 0; kill < KILLS; kill += 1) {
        const client = cloud.client('acme');
        await client.token();
        const unknown: Sent[] = [];
        const workers = Array.from({ length: WORKERS }, (_, index) =>
          load(client, `k${kill}w${index}`, acknowledged, unknown),
        );
        await new Promise((resolve) => setTimeout(resolve, 200 + Math.random() * 800));
        await cloud.kill();
        await Promise.all(workers);
        cloud = await startLocal({ dataDir });
        const again = cloud.client('acme');
        // A client that got no answer asks again with the same key: once, whatever had become of the first.
        for (const { key, body } of unknown) {
          const answer = await again.post('/v1/transactions', body, key);
          expect([201, 422]).toContain(answer.status);
          acknowledged.set(key, answer.text);
          bodies.set(key, body);
        }
      }
      const client = cloud.client('acme');
      const entries = [...acknowledged];
      expect(entries.length).toBeGreaterThan(KILLS * WORKERS);
      for (let from = 0; from < entries.length; from += 50) {
        await Promise.all(
          entries.slice(from, from + 50).map(async ([key, text]) => {
            const outcome = await client.get(`/v1/outcomes?operation=createTransaction&key=${key}`);
            expect([key, outcome.status, outcome.body.body]).toEqual([key, 200, JSON.parse(text)]);
          }),
        );
      }
      await checkInvariants(client, ACCOUNTS, ['@world', '@fees']);
      // Every event arrives: the public feed, the bus' furthest consumer, has each transaction that was made, once.
      const made = entries.map(([, text]) => JSON.parse(text)).filter(({ state }) => state === 'posted');
      const ids = made.map(({ id }) => id as string).sort();
      const fed = await eventually(
        async () => [...postedIds(await wholeFeed(client))].sort(),
        (found) => found.length >= ids.length,
        FED_WITHIN_MS,
      );
      expect(fed).toEqual(ids);
    } finally {
      await cloud.stop();
    }
  }, 300_000);
});
