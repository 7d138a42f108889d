import { describe, expect, test } from '@jest/globals';
import { clientOf, onEachEngine } from '../../support/on-each-engine.ts';
import type { Fate } from '../faults/environment.ts';
import { expectMoney, expectTold } from './invariants.ts';
import { PaymentsWorld } from './world.ts';

const FUNDS = 10_000n;
/** Each call, or of long stories a part: `FOLIO_TEST_CRASH_STRIDE=1` disturbs every one. */
const EVERY = Number(process.env.FOLIO_TEST_CRASH_STRIDE ?? 0);
const DISTURBED_MAX = 24;
const DAY = 86_400_000;
const lost = (): Fate => ({
  answers: async (effect) => {
    await effect();
    throw Object.assign(new Error('the answer was lost'), { name: 'TimeoutError' });
  },
});
const down: Fate = { fails: Object.assign(new Error('down'), { name: 'ServiceUnavailable' }) };

/** What may happen at any one call. */
const FATES: Readonly<Record<string, () => Fate>> = {
  'a process dies before it': () => ({ dies: 'before' }),
  'a process dies after it': () => ({ dies: 'after' }),
  'its answer is lost': lost,
  'nobody is there': () => down,
};

const toSandbox = (destination: string) => ({ rail: 'sandbox', destination });
const paying = (to: object) => ({ from: 'payer', to, amount: '1000', currency: 'USD' });

interface Story {
  readonly play: (world: PaymentsWorld) => Promise<void>;
  /** As it ends undisturbed, and what else may come of a disturbance. */
  readonly ends: readonly [string, ...string[]];
}

const started = async (world: PaymentsWorld, to: object): Promise<string> => {
  const { json } = await world.ask('POST /v1/payments', { key: 'k-1', body: paying(to) });
  await world.pump();
  return String(json.id);
};
const simple = (destination: string, end: string): Story => ({
  play: async (world) => void (await started(world, toSandbox(destination))),
  ends: [end],
});

const STORIES: Readonly<Record<string, Story>> = {
  'a transfer': { play: async (world) => void (await started(world, { account: 'payee' })), ends: ['settled'] },
  'a payment that is paid': simple('ok', 'settled'),
  'one that is refused': simple('refuse', 'failed'),
  'one that is paid twice over': simple('twice', 'settled'),
  'one that comes back': {
    play: async (world) => {
      await started(world, toSandbox('return'));
      await world.pass(3 * DAY);
    },
    ends: ['returned'],
  },
  'one that is canceled at the bank': {
    play: async (world) => {
      const id = await started(world, toSandbox('late'));
      await world.ask('POST /v1/payments/{id}/cancel', { id });
    },
    // A worker that fell over may hand it over too late to be asked for it back.
    ends: ['canceled', 'settled'],
  },
  'one that is refunded': {
    play: async (world) => {
      const id = await started(world, { account: 'payee' });
      await world.settle();
      await world.ask('POST /v1/payments/{id}/refund', { id, body: { amount: '400' } });
      await world.ask('POST /v1/payments/{id}/refund', { id });
    },
    ends: ['settled'],
  },
};

await onEachEngine((engine) => {
  const client = clientOf(engine);

  /** Plays a story with one fault at its nth call; gives how many calls there were until all was done that could be done at once. */
  const played = async ({ play, ends }: Story, fate: () => Fate, at: number): Promise<number> => {
    const world = await PaymentsWorld.on(client);
    world.ledger.balances.set('payer', FUNDS);
    let calls = 0;
    world.fault = () => {
      calls += 1;
      return calls === at ? fate() : undefined;
    };
    await play(world);
    await world.pump();
    const mattering = calls;
    await world.settle();
    const payments = await expectMoney(world, FUNDS);
    expectTold(world, payments);
    expect(payments).toHaveLength(1);
    expect(at === 0 ? ends.slice(0, 1) : ends).toContain(payments[0]?.step);
    return mattering;
  };

  describe.each(Object.entries(STORIES))('%s', (_, story) => {
    test.each(Object.entries(FATES))(
      'ends as it should wherever %s',
      async (__, fate) => {
        const undisturbed = await played(story, fate, 0);
        expect(undisturbed).toBeGreaterThan(3);
        const stride = EVERY === 0 ? Math.ceil(undisturbed / DISTURBED_MAX) : EVERY;
        for (let at = 1; at <= undisturbed; at += stride) await played(story, fate, at);
      },
      300_000,
    );
  });
});
