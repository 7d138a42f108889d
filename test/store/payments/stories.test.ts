import { beforeEach, expect, test } from '@jest/globals';
import { clientOf, onEachEngine } from '../../support/on-each-engine.ts';
import { expectMoney, expectTold } from './invariants.ts';
import { PaymentsWorld } from './world.ts';

const FUNDS = 10_000n;
const DAY = 86_400_000;
const paying = (to: object, amount = '1000') => ({ from: 'payer', to, amount, currency: 'USD' });
const toSandbox = (destination: string) => paying({ rail: 'sandbox', destination });

await onEachEngine((engine) => {
  const client = clientOf(engine);
  let world: PaymentsWorld;
  beforeEach(async () => {
    world = await PaymentsWorld.on(client);
    world.ledger.balances.set('payer', FUNDS);
  });

  const started = async (body: object): Promise<string> => {
    const { status, json } = await world.ask('POST /v1/payments', { body });
    expect(status).toBe(201);
    await world.pump();
    return String(json.id);
  };
  const seen = async (id: string) => (await world.ask('GET /v1/payments/{id}', { id })).json;

  test.each([
    ['book', paying({ account: 'payee' })],
    ['the sandbox', toSandbox('ok')],
  ])('over %s a ledger that is down for minutes costs time and nothing else', async (_, body) => {
    world.ledger.trouble = () => 'down';
    const id = await started(body);
    expect((await seen(id)).state).toBe('processing');
    await world.pass(6 * 60_000);
    expect((await seen(id)).stuck).toBe('ledger-silent');
    world.ledger.trouble = () => undefined;
    await world.settle();
    expect(await seen(id)).toMatchObject({ state: 'settled', stuck: null });
    expectTold(world, await expectMoney(world, FUNDS));
  });

  test('a ledger that loses every other answer books each order once', async () => {
    let calls = 0;
    world.ledger.trouble = () => {
      calls += 1;
      return calls % 2 === 1 ? 'lost' : undefined;
    };
    for (const to of ['ok', 'refuse', 'return']) await started(toSandbox(to));
    await started(paying({ account: 'payee' }));
    await world.pass(3 * DAY);
    const payments = await expectMoney(world, FUNDS);
    expect(payments.map(({ step }) => step).toSorted()).toEqual(['failed', 'returned', 'settled', 'settled']);
  });

  test('a silent rail holds the money until another client than the maker decides', async () => {
    const id = await started(toSandbox('silent'));
    await world.settle();
    expect(await seen(id)).toMatchObject({ state: 'processing', step: 'submitted', stuck: 'rail-silent' });
    await expectMoney(world, FUNDS);
    const resolve = { id, body: { outcome: 'failed' } };
    expect((await world.ask('POST /v1/payments/{id}/resolve', resolve)).status).toBe(403);
    expect((await world.ask('POST /v1/payments/{id}/resolve', { ...resolve, client: 'cli_2' })).status).toBe(200);
    await world.settle();
    expect(await seen(id)).toMatchObject({ state: 'failed', failure: { code: 'resolved-failed' }, stuck: null });
    await expectMoney(world, FUNDS);
  });

  test('an answer behind its time is an answer: told late, paid once', async () => {
    const id = await started(toSandbox('late'));
    await world.pass(90_000);
    expect((await seen(id)).stuck).toBe('rail-silent');
    await world.settle();
    expect(await seen(id)).toMatchObject({ state: 'settled', stuck: null });
    await expectMoney(world, FUNDS);
  });

  test('a return to an account that is closed lies in suspense until a person has looked', async () => {
    const id = await started(toSandbox('return'));
    await world.settle();
    world.ledger.closed.add('payer');
    await world.pass(3 * DAY);
    expect(await seen(id)).toMatchObject({ state: 'returned', stuck: 'in-suspense' });
    expect(world.ledger.balance('@suspense.sandbox')).toBe(1_000n);
    await expectMoney(world, FUNDS);
  });

  test.each([
    ['of the first payment over a rail', 0],
    ['of a later one', 1],
  ])('nothing passes a switch that was turned while a run %s stood before it', async (_, before) => {
    for (let n = 0; n < before; n += 1) await started(toSandbox('ok'));
    // The run takes the rail for open; the switch is turned before it commits.
    let turned = false;
    const stop = { rail: 'sandbox', client: 'cli_2' };
    world.fault = ({ by, name, says }) => {
      if (turned || by !== 'work' || name !== 'TransactWriteItems' || !says.includes('ConditionCheck'))
        return undefined;
      turned = true;
      return {
        answers: async (effect) => {
          expect((await world.ask('POST /v1/payment-rails/{rail}/stop', stop)).status).toBe(200);
          return effect();
        },
      };
    };
    const id = await started(toSandbox('ok'));
    await world.settle();
    expect(turned).toBe(true);
    expect(await seen(id)).toMatchObject({ step: 'reserved' });
    await expectMoney(world, FUNDS);
    await world.ask('POST /v1/payment-rails/{rail}/start', stop);
    await world.settle();
    expect((await seen(id)).state).toBe('settled');
    await expectMoney(world, FUNDS);
  });

  test('a run that another one has overtaken leaves the payment to it: no order is given twice', async () => {
    await started(toSandbox('ok'));
    const orders: string[] = [];
    const [settling, left] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    let hearing: Promise<void> | undefined;
    world.fault = ({ by, name, says }) => {
      if (name === 'ledger') orders.push(says);
      // The bank has answered, and its report is heard before the run that asked it has noted the answer.
      const isNoting = by === 'work' && name === 'TransactWriteItems' && says.includes('"submitted"');
      if (isNoting && hearing === undefined)
        return {
          answers: async (effect) => {
            hearing = world.pump();
            await settling.promise;
            // Whoever hears stands before the ledger until the other has had all the time to ask it too.
            setTimeout(left.resolve, 100);
            return effect();
          },
        };
      if (name !== 'ledger' || hearing === undefined) return undefined;
      settling.resolve();
      return { answers: (effect) => left.promise.then(effect) };
    };
    const id = await started(toSandbox('ok'));
    await hearing;
    await world.pump();
    expect((await seen(id)).state).toBe('settled');
    expect(orders).toHaveLength(2);
    await expectMoney(world, FUNDS);
  });

  test('a run whose commit lost its answer goes on with what it has committed, without waiting for the sweep', async () => {
    await started(toSandbox('ok'));
    let lost = 0;
    world.fault = ({ by, name }) =>
      by === 'work' && name === 'TransactWriteItems'
        ? {
            answers: async (effect) => {
              await effect();
              lost += 1;
              throw Object.assign(new Error('the answer was lost'), { name: 'TimeoutError' });
            },
          }
        : undefined;
    const id = await started(toSandbox('ok'));
    expect(lost).toBeGreaterThanOrEqual(4);
    expect((await seen(id)).state).toBe('settled');
    await expectMoney(world, FUNDS);
  });

  test('the same key with another body is no other payment, although the first was lost half-way', async () => {
    world.fault = ({ by, name }) => (by === 'api' && name === 'ledger' ? { dies: 'after' } : undefined);
    expect(await world.call('POST /v1/payments', { key: 'k', body: paying({ account: 'payee' }) })).toBeUndefined();
    world.fault = () => undefined;
    const other = await world.ask('POST /v1/payments', { key: 'k', body: paying({ account: 'payee' }, '2000') });
    expect([other.status, other.json.type]).toEqual([422, '/problems/idempotency-key-reused']);
    const again = await world.ask('POST /v1/payments', { key: 'k', body: paying({ account: 'payee' }) });
    expect([again.status, again.json.state]).toEqual([201, 'settled']);
    expect(await expectMoney(world, FUNDS)).toHaveLength(1);
  });

  test('a repeat of a payment that was lost half-way is that payment, although no limit has room for a new one by now', async () => {
    const asked = (key: string) => ({ key, body: paying({ account: 'payee' }) });
    const limited = (body: object) => world.ask('POST /v1/payment-limits', { body, client: 'cli_boss' });
    for (const key of ['counted', 'too-large']) {
      world.fault = ({ by, name }) => (by === 'api' && name === 'ledger' ? { dies: 'after' } : undefined);
      expect(await world.call('POST /v1/payments', asked(key))).toBeUndefined();
    }
    world.fault = () => undefined;
    const repeated = async (key: string) => {
      const { status, json } = await world.ask('POST /v1/payments', asked(key));
      return [status, json.state ?? json.type];
    };
    await limited({ window: 'day', currency: 'USD', count: 1 });
    expect(await repeated('takes-room')).toEqual([201, 'settled']);
    expect(await repeated('has-none')).toEqual([422, '/problems/limit-exceeded']);
    expect(await repeated('counted')).toEqual([201, 'settled']);
    await limited({ window: 'payment', currency: 'USD', amount: '1' });
    expect(await repeated('too-large')).toEqual([201, 'settled']);
    expect(await expectMoney(world, FUNDS)).toHaveLength(3);
  });
});
