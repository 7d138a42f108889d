import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { changedApp, NEXT_RELEASE } from '../support/changed-app.ts';
import { type Drill, type Fault, startDrill } from '../support/drill.ts';
import { type LocalCloud, startLocal } from '../support/local-cloud.ts';
import { openLoad } from '../support/open-load.ts';
import { EVERY, ONLINE, PromisedPayments } from '../support/promised-payments.ts';

/** Small on a machine that has other things to do; the long run asks for 50 a second for a minute of each fault. */
const RATE = Number(process.env.FOLIO_TEST_PAYMENTS_RATE ?? 6);
const SECONDS = Number(process.env.FOLIO_TEST_PAYMENTS_SECONDS ?? 1);
/** Payments on all rails that are under way when everything is killed; a thousand in the long run. */
const UNDER_WAY = Number(process.env.FOLIO_TEST_PAYMENTS_UNDER_WAY ?? 0);
/** What was killed comes back by messages that are hidden and by the clock of each minute: minutes, for which the long run has time. */
const killed = UNDER_WAY > 0 ? test : test.skip;
const WORKERS = 8;
/** What waits for the ledger comes back within half a minute; a message whose reader was killed, after three. */
const ENDED_WITHIN_MS = 300_000 + (RATE * SECONDS + UNDER_WAY) * 300;
const HIDDEN_SECONDS = 10;
const LIMIT_MS = 3 * ENDED_WITHIN_MS;
/** What waits for the ledger comes back after some seconds, by chance: a small run waits for that once. */
const FAULTS: readonly (readonly [string, Fault])[] = (
  [
    ['throws', 'throw'],
    ['stops', 'stop'],
  ] as const
).slice(0, SECONDS >= 10 ? 2 : 1);
const LEDGER = /Ledger-ServiceApi/;
/** A deployment and a rollback take as long as the small run may: the long one has them. */
const rolledBack = SECONDS >= 10 ? test : test.skip;

let cloud: LocalCloud;
let drill: Drill;
let books: PromisedPayments;

const begin = async (): Promise<void> => {
  drill = await startDrill(cloud.dataDir);
  await drill.hideMessagesFor(HIDDEN_SECONDS);
};
beforeAll(async () => {
  cloud = await startLocal();
  await begin();
  books = new PromisedPayments(ENDED_WITHIN_MS);
  await books.open(cloud.client('acme'));
}, 240_000);
afterAll(async () => {
  drill?.end();
  await cloud?.stop();
});

/** Asks until the cloud dies: what got no answer goes to `unknown`. */
const askUntilKilled = async (unknown: ReturnType<PromisedPayments['next']>[], enough: () => boolean) => {
  const client = cloud.client('acme');
  await client.token();
  const worker = async (): Promise<void> => {
    while (!enough()) {
      const one = books.next(EVERY);
      unknown.push(one);
      // Undefined where the cloud is gone: nobody knows what became of this one.
      const answer = await client.post('/v1/payments', one.body, one.key).catch(() => undefined);
      if (answer === undefined) return;
      if (answer.status !== 201) continue;
      books.promised(one, answer);
      unknown.splice(unknown.indexOf(one), 1);
    }
  };
  await Promise.all(Array.from({ length: WORKERS }, worker));
};

describe('payments', () => {
  test.each(FAULTS)(
    `are all accepted while the ledger %s, at ${RATE}/s for ${SECONDS} s, and all end as they should when it is back`,
    async (_name, fault) => {
      const client = cloud.client('acme');
      await drill.inject(fault, LEDGER);
      const { ids } = await openLoad(RATE, SECONDS, () => books.pay(client, ONLINE));
      await drill.inject('heal', LEDGER);
      expect(ids).toHaveLength(RATE * SECONDS);
      await books.ended(client);
      await books.balanced(client);
      expect(await drill.parked()).toEqual([]);
    },
    LIMIT_MS,
  );

  rolledBack(
    `are all accepted while the ledger is rolled back, at ${RATE}/s for ${SECONDS} s, and all end`,
    async () => {
      const app = changedApp(...NEXT_RELEASE);
      try {
        const deployed = await app.folio('deploy', '--data', cloud.dataDir, '--bake', '0s', '--unasked');
        expect(deployed).toMatchObject({ code: 0, output: expect.stringContaining('100 % of the traffic') });
        const client = cloud.client('acme');
        const load = openLoad(RATE, SECONDS, () => books.pay(client, ONLINE));
        const back = await app.folio('release', 'rollback', 'ledger', '--reason', 'chaos', '--data', cloud.dataDir);
        const { ids } = await load;
        expect(back).toMatchObject({ code: 0, output: expect.stringContaining('api 2 -> 1') });
        expect(ids).toHaveLength(RATE * SECONDS);
        await books.ended(client);
        await books.balanced(client);
        expect(await drill.parked()).toEqual([]);
      } finally {
        app.remove();
      }
    },
    LIMIT_MS,
  );

  killed(
    `survive kill -9 of everything with ${UNDER_WAY} on all rails under way: each ends, none twice, in one file each`,
    async () => {
      const unknown: ReturnType<PromisedPayments['next']>[] = [];
      const before = books.all.length;
      let isKilled = false;
      const asking = askUntilKilled(unknown, () => isKilled);
      const hasEnough = async () => {
        while (books.all.length - before < UNDER_WAY) await new Promise((resolve) => setTimeout(resolve, 5));
      };
      await Promise.race([hasEnough(), asking]);
      isKilled = true;
      await cloud.kill();
      await asking;
      drill.end();
      cloud = await startLocal({ dataDir: cloud.dataDir });
      await begin();
      const client = cloud.client('acme');
      for (const one of unknown) await books.insist(client, one);
      expect(books.all.length - before).toBeGreaterThanOrEqual(UNDER_WAY);
      await books.answerFiles(client);
      await books.ended(client);
      await books.balanced(client);
    },
    LIMIT_MS,
  );
});
