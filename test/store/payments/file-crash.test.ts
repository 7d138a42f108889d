import { hash } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { clientOf, onEachEngine } from '../../support/on-each-engine.ts';
import type { Fate } from '../faults/environment.ts';
import { camt054, OWN, PAYEE, pain002, sent } from './bank-files.ts';
import { expectMoney, expectTold } from './invariants.ts';
import { PaymentsWorld } from './world.ts';

const FUNDS = 10_000n;
/** Each call, or of a long story a part: `FOLIO_TEST_CRASH_STRIDE=1` disturbs every one. */
const EVERY = Number(process.env.FOLIO_TEST_CRASH_STRIDE ?? 0);
const DISTURBED_MAX = 30;
const MINUTE = 60_000;
const AMOUNTS = ['1000', '200', '30'];

/** What may happen at any one call. */
const FATES: Readonly<Record<string, () => Fate>> = {
  'a process dies before it': () => ({ dies: 'before' }),
  'a process dies after it': () => ({ dies: 'after' }),
  'its answer is lost': () => ({
    answers: async (effect) => {
      await effect();
      throw Object.assign(new Error('the answer was lost'), { name: 'TimeoutError' });
    },
  }),
  'nobody is there': () => ({ fails: Object.assign(new Error('down'), { name: 'ServiceUnavailable' }) }),
};

/** Files whose payments are all in them, with the ids of these. */
const filesOf = async (world: PaymentsWorld): Promise<ReadonlyMap<string, readonly string[]>> => {
  const payments = await world.payments();
  const filed = payments.filter(({ file }) => file !== undefined);
  return new Map(
    [...Map.groupBy(filed, ({ file = '' }) => file)].map(([file, some]) => [file, some.map(({ id }) => id)]),
  );
};

/** Three payments leave by file; one is settled, one refused, one comes back. */
const play = async (world: PaymentsWorld): Promise<void> => {
  await world.ask('POST /v1/payment-rails/{rail}/originator', { rail: 'sepa', body: OWN });
  const ids: string[] = [];
  for (const amount of AMOUNTS) {
    const body = { from: 'payer', to: PAYEE, amount, currency: 'EUR' };
    ids.push(String((await world.ask('POST /v1/payments', { body, key: `pay-${amount}` })).json.id));
  }
  await world.pump();
  // What a fault has held up is gathered minutes later, and then goes with another file.
  for (let tries = 0; tries < 12; tries += 1) {
    await world.ask('POST /v1/payment-files', { body: { rail: 'sepa' }, key: `write-${tries}` });
    await world.pass(5 * MINUTE);
    const filed = [...(await filesOf(world)).values()].flat();
    if (filed.length === ids.length) break;
  }
  const hand = async (content: string) => {
    const asked = { body: { rail: 'sepa', content }, key: hash('sha256', content) };
    expect((await world.ask('POST /v1/payment-files/inbox', asked)).status).toBe(201);
  };
  const [paid = '', refused = '', back = ''] = ids;
  const says: Readonly<Record<string, string>> = { [paid]: 'ACSC', [refused]: 'RJCT', [back]: 'ACSC' };
  for (const [file, some] of await filesOf(world)) {
    const statuses = some.map((payment) => ({ payment, status: says[payment] ?? '' }));
    await hand(pain002(file, statuses));
  }
  await world.pump();
  await hand(camt054([{ amount: '0.30', direction: 'CRDT', payment: back, returned: 'AC04' }]));
};

await onEachEngine((engine) => {
  const client = clientOf(engine);

  const played = async (fate: () => Fate, at: number): Promise<number> => {
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
    await world.pass(60 * MINUTE);
    const payments = await expectMoney(world, FUNDS);
    expectTold(world, payments);
    const steps = new Map(payments.map(({ amount, step }) => [String(amount), step]));
    expect([at, AMOUNTS.map((amount) => steps.get(amount))]).toEqual([at, ['settled', 'failed', 'returned']]);
    // No file is written with two contents, and no payment is in two files.
    const contents = new Map(world.outbox.puts.map(({ key, content }) => [key, content]));
    for (const { key, content } of world.outbox.puts) expect(content).toBe(contents.get(key));
    for (const { id } of payments)
      expect([...contents.values()].filter((content) => content.includes(sent(id)))).toHaveLength(1);
    const told = world.told.filter(({ detailType }) => detailType === 'payments.FileWritten');
    expect(new Set(told.map(({ detail }) => JSON.parse(detail).eventId)).size).toBe(contents.size);
    expect(JSON.stringify((await world.ask('GET /v1/payment-tasks', {})).json.data)).toBe('[]');
    return mattering;
  };

  test.each(Object.entries(FATES))(
    'payments leave in one file each and end as the bank says, wherever %s',
    async (_, fate) => {
      const undisturbed = await played(fate, 0);
      expect(undisturbed).toBeGreaterThan(40);
      const stride = EVERY === 0 ? Math.ceil(undisturbed / DISTURBED_MAX) : EVERY;
      for (let at = 1; at <= undisturbed; at += stride) await played(fate, at);
    },
    600_000,
  );
});
