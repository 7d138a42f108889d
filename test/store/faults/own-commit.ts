import { expect } from '@jest/globals';
import { MOVES } from './client.ts';
import type { Recipe } from './hops.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** The client's own part: the same requests twice, late, in any order, and such that must have no effect. */
export const COMMIT = {
  duplicated: {
    claim: 'a request that comes twice at once has one effect and one answer',
    play: async (scene) => {
      scene.clients.twice = true;
      await scene.round();
      return undefined;
    },
  },
  reordered: {
    claim: 'requests that come at once, the last first, are each there once',
    play: async (scene) => {
      await Promise.all(MOVES.toReversed().map((move) => scene.clients.move(move)));
      await scene.pipeline.settle();
      return undefined;
    },
  },
  'delayed by hours': {
    claim: 'a request repeated six hours and eighty days after its answer was lost has its one effect',
    play: async (scene) => {
      const { clients, pipeline } = scene;
      clients.patienceMs = 6 * HOUR_MS;
      scene.armAt(
        1,
        ({ by, name }) => by === 'ledger-api' && name === 'TransactWriteItems',
        () => ({ dies: 'after' }),
      );
      const key = clients.nextKey();
      const [move] = MOVES;
      const first = move === undefined ? undefined : await clients.move(move, key);
      await pipeline.settle();
      pipeline.time.now += 80 * DAY_MS;
      const again = move === undefined ? undefined : await clients.move(move, key);
      expect([again?.text, first?.status]).toEqual([first?.text, 201]);
      await pipeline.settle();
      return undefined;
    },
  },
  'half failed': {
    claim: 'of a batch of independent transfers the good half is done and told, the other is neither',
    play: async (scene) => {
      const { clients, pipeline } = scene;
      const one = (key: string, amount: number) => ({
        key,
        currency: 'USD',
        postings: [{ from: 'till', to: 'safe', amount: String(amount) }],
      });
      const transactions = [one('b1', 1), one('b2', 1_000_000), one('b3', 2), one('b4', 1_000_000)];
      const body = { mode: 'independent', transactions };
      const { json } = await clients.ask('POST /v1/transactions/bulk', {
        tenant: 'acme',
        key: clients.nextKey(),
        body,
      });
      const statuses = json.results.map(({ status }: { readonly status: number }) => status);
      expect(statuses).toEqual([201, 422, 201, 422]);
      for (const [index, amount] of [
        [0, 1],
        [2, 2],
      ] as const) {
        const { transaction: made } = json.results[index];
        clients.posted.set(made.id, { tenant: 'acme', from: 'till', to: 'safe', amount });
      }
      await pipeline.settle();
      return undefined;
    },
  },
  poison: {
    claim: 'a request that is refused, once or for good, is told to nobody',
    play: async (scene) => {
      const { clients, pipeline } = scene;
      const send = (amount: string) =>
        clients.ask('POST /v1/transactions', {
          tenant: 'acme',
          key: clients.nextKey(),
          body: { currency: 'USD', postings: [{ from: 'till', to: 'safe', amount }] },
        });
      expect([(await send('-1')).status, (await send('1000000')).status]).toEqual([400, 422]);
      await pipeline.settle();
      await scene.round();
      return undefined;
    },
  },
} as const satisfies Readonly<Record<string, Recipe>>;
