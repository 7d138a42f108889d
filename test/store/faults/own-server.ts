import { expect } from '@jest/globals';
import type { Answer } from '../../../functions/webhooks/model/attempt.ts';
import { PORTS } from './client.ts';
import type { Recipe } from './hops.ts';
import { DOWN, FAILS, GOOD, type Manner } from './receivers.ts';
import type { Scene } from './scene.ts';

const HOUR_MS = 3_600_000;

const all = ({ pipeline }: Scene, manner: Manner, ports: readonly number[] = PORTS): void => {
  for (const port of ports) pipeline.receivers.behave(port, manner);
};

/** Answers that are none, as the sender tells them. */
const GARBAGE: readonly Answer[] = [
  { status: 200, error: 'answer-too-large', body: 'endless' },
  { status: undefined, error: 'protocol', body: undefined },
  { status: undefined, error: 'tls', body: undefined },
  { status: 302, error: 'status', body: undefined },
];
const BUSY: Answer = { status: 429, error: 'status', body: undefined };

/** Of the one endpoint of globex, whose deliveries nobody else's failures concern. */
const [, , GLOBEX = 0] = PORTS;

export const SERVER = {
  duplicated: {
    claim: 'a server that takes an event and cannot say so gets it again, under the same id',
    play: async (scene) => {
      all(scene, (_, before) => (before === 0 ? { ...DOWN, takes: true } : GOOD));
      await scene.round();
      const { taken } = scene.pipeline.receivers;
      const times = Map.groupBy(taken, ({ port, webhookId }) => `${port} ${webhookId}`);
      expect([...times.values()].filter(({ length }) => length === 2)).toHaveLength(5);
      expect(Math.max(...[...times.values()].map(({ length }) => length))).toBe(2);
      return { repeats: true };
    },
  },
  reordered: {
    claim: 'events that a server takes in another order are the same as in the feed',
    play: async (scene) => {
      let asked = 0;
      all(scene, (_, before) => {
        asked += 1;
        return before === 0 && asked % 2 === 0 ? FAILS : GOOD;
      });
      await scene.round();
      return undefined;
    },
  },
  'delayed by hours': {
    claim: 'a server that is down for six hours has everything once, once it is back',
    play: async (scene) => {
      const { time } = scene.pipeline;
      const back = time.now + 6 * HOUR_MS;
      all(scene, () => (time.now < back ? DOWN : GOOD));
      await scene.round();
      expect(time.now).toBeGreaterThanOrEqual(back);
      return undefined;
    },
  },
  'half failed': {
    claim: 'every second attempt of a batch is made again, and the others no more',
    play: async (scene) => {
      let asked = 0;
      all(scene, () => {
        asked += 1;
        return asked % 2 === 0 ? FAILS : GOOD;
      });
      await scene.round();
      return { repeats: false };
    },
  },
  poison: {
    claim: 'answers that are none are failed attempts, and the sender goes on',
    play: async (scene) => {
      all(scene, (_, before) => GARBAGE[before] ?? GOOD);
      await scene.round();
      return undefined;
    },
  },
  throttled: {
    claim: 'a server that says 429 again and again gets each event once, when it takes it',
    play: async (scene) => {
      for (let busy = 1; busy <= 4; busy += 1) {
        all(scene, (_, before) => (before < busy ? BUSY : GOOD), [GLOBEX]);
        await scene.round();
        scene.expectArrived(`429 ${busy} times`);
      }
      return { repeats: false };
    },
  },
  redriven: {
    claim:
      'a delivery that used its whole schedule is parked, and goes out once however often its redelivery is asked for',
    play: async (scene) => {
      const { clients, pipeline } = scene;
      all(scene, () => DOWN, [GLOBEX]);
      await scene.round();
      all(scene, () => GOOD, [GLOBEX]);
      const [hook] = clients.hooks.filter(({ port }) => port === GLOBEX);
      const list = { tenant: 'globex', params: { id: hook?.id ?? '' }, query: 'limit=100' };
      const { json } = await clients.ask('GET /v1/webhook-endpoints/{id}/deliveries', list);
      const parked = json.data.filter(({ state }: { readonly state: string }) => state === 'parked');
      expect(parked).toHaveLength(1);
      const again = { tenant: 'globex', params: { id: parked[0].id }, key: clients.nextKey() };
      const first = await clients.ask('POST /v1/deliveries/{id}/redeliver', again);
      expect([first.status, (await clients.ask('POST /v1/deliveries/{id}/redeliver', again)).text]).toEqual([
        202,
        first.text,
      ]);
      await pipeline.settle();
      expect((await clients.ask('POST /v1/deliveries/{id}/redeliver', again)).text).toBe(first.text);
      await pipeline.settle();
      return undefined;
    },
  },
} as const satisfies Readonly<Record<string, Recipe>>;
