import { TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { formatTime } from '../../../functions/kernel/values/time.ts';
import type { PeriodView } from '../../../functions/ledger/contract/period.ts';
import {
  createTransactionRoute,
  dryRunTransactionRoute,
} from '../../../functions/ledger/handlers/api/create-transaction.ts';
import { createTransactionsRoute } from '../../../functions/ledger/handlers/api/create-transactions.ts';
import { closePeriodRoute, getPeriodRoute, reopenPeriodRoute } from '../../../functions/ledger/handlers/api/periods.ts';
import { SETTLING_MS } from '../../../functions/ledger/model/period.ts';
import { startEngines } from '../../support/dynamo.ts';
import { type Bank, bankOf } from './bank.ts';
import { newWorld, race, type Sent, send, type World } from './kit.ts';

const engines = await startEngines();
afterAll(() => Promise.all(engines.map((engine) => engine.stop())));

describe.each(engines)('periods on $name', (engine) => {
  let world: World;
  let bank: Bank;
  let months = 0;
  beforeAll(async () => {
    world = await newWorld(engine);
    bank = bankOf(world);
    await bank.fund('payer', '1000000');
    await bank.open('payee');
  });
  /** A month that no other test closes, and a time in it. */
  const month = () => {
    months += 1;
    const name = `2020-${String(months).padStart(2, '0')}`;
    return { name, within: { effectiveAt: `${name}-15T12:00:00Z` } };
  };
  const period = (name: string, tenant = 'acme') =>
    send<PeriodView>(world, getPeriodRoute(world.store), { tenant, params: { period: name } });
  const close = (name: string, as: Sent = {}) =>
    send<PeriodView>(world, closePeriodRoute(world.store), { ...as, params: { period: name } });
  const reopen = (name: string, as: Sent = {}) =>
    send<PeriodView>(world, reopenPeriodRoute(world.store), {
      clientId: 'cli_other',
      ...as,
      params: { period: name },
      body: { reason: 'One was missing.' },
    });
  const pay = (more: object, as: Sent = {}) => bank.transfer('payer', 'payee', '1', more, as);
  const posted = async () => (await bank.balance('payee')).posted;

  test('a closed month takes no transaction, reversal, hold, post of a hold, dry run or item of a batch; others do', async () => {
    const { name, within } = month();
    const original = await pay({});
    const hold = await bank.hold('payer', 'payee', '5', within);
    expect((await close(name)).body).toMatchObject({ period: name, state: 'closing', closedBy: 'cli_test' });
    const before = await posted();
    const refused = [
      await pay(within),
      await bank.hold('payer', 'payee', '5', within),
      await bank.reverse(original.body.id, within),
      await bank.post(hold.body.id),
      await bank.postPart(hold.body.id, '1'),
      await send(world, dryRunTransactionRoute(world.store), {
        body: { currency: 'USD', postings: [{ from: 'payer', to: 'payee', amount: '1' }], ...within },
      }),
    ];
    expect(refused.map(({ status, problem }) => [status, problem])).toEqual(refused.map(() => [409, 'period-closed']));
    expect(await posted()).toBe(before);
    // What is only released moves nothing.
    expect((await bank.release(hold.body.id)).status).toBe(200);
    expect((await pay({})).status).toBe(201);
    expect((await pay({ effectiveAt: '2019-12-31T23:59:59.999Z' })).status).toBe(201);
    expect((await pay({ effectiveAt: '2021-01-01T00:00:00Z' })).status).toBe(201);
  });

  test('its first and its last moment are refused, in UTC, whatever offset the client writes', async () => {
    const { name } = month();
    await close(name);
    const [year = '', number = ''] = name.split('-');
    const next = `${year}-${String(Number(number) + 1).padStart(2, '0')}`;
    const lastMoment = formatTime(Date.parse(`${next}-01T00:00:00Z`) - 1);
    for (const effectiveAt of [`${name}-01T00:00:00Z`, lastMoment, `${next}-01T00:30:00+01:00`])
      expect((await pay({ effectiveAt })).problem).toBe('period-closed');
    expect((await pay({ effectiveAt: `${next}-01T00:00:00Z` })).status).toBe(201);
  });

  test('what was made before keeps its answer for its key, alone and in a batch; what was refused goes through once the month is open again', async () => {
    const { name, within } = month();
    const batch = async (keys: readonly string[]) => {
      const transactions = keys.map((key) => ({
        key,
        currency: 'USD',
        postings: [{ from: 'payer', to: 'payee', amount: '1' }],
        ...within,
      }));
      const { body } = await send<{ readonly results: readonly { readonly status: number }[] }>(
        world,
        createTransactionsRoute(world.store),
        { body: { mode: 'independent', transactions } },
      );
      return body.results.map(({ status }) => status);
    };
    const made = await pay(within, { key: `made-${name}` });
    expect(await batch([`batch-${name}`])).toEqual([201]);
    await close(name);
    const again = await pay(within, { key: `made-${name}` });
    expect([again.text, again.replayed]).toEqual([made.text, true]);
    expect(await batch([`batch-${name}`, `late-${name}`])).toEqual([201, 409]);
    expect((await pay(within, { key: `late-${name}` })).problem).toBe('period-closed');
    expect((await reopen(name)).status).toBe(200);
    expect((await pay(within, { key: `late-${name}` })).status).toBe(201);
    expect(await batch([`late-${name}`])).toEqual([201]);
  });

  test('racing back-dated transactions land before the month is final or are refused, and none lands later', async () => {
    const { name, within } = month();
    const before = BigInt(await posted());
    const [answers, closing] = await Promise.all([
      race(12, () => pay(within)),
      close(name),
      race(4, () => close(name)).then((all) =>
        expect(all.every(({ status }) => [200, 409].includes(status))).toBe(true),
      ),
    ]);
    expect([200, 409]).toContain(closing.status);
    const made = answers.filter(({ status }) => status === 201).length;
    expect(answers.every(({ status, problem }) => status === 201 || problem === 'period-closed')).toBe(true);
    expect(BigInt(await posted()) - before).toBe(BigInt(made));
    // Whoever won, the month was closed once.
    expect((await period(name)).body.history.length).toBe(1);
    expect((await pay(within)).problem).toBe('period-closed');
  });

  test('one that read the month as open and commits after it was closed lands while it is closing, and never when it is closed', async () => {
    const { name, within } = month();
    let state: string | undefined;
    const between = {
      ...world.store,
      dynamo: {
        send: async (command: unknown) => {
          if (command instanceof TransactWriteItemsCommand && state === undefined)
            state = (await close(name)).body.state;
          return world.client.send(command as never);
        },
      } as never,
    };
    const body = { currency: 'USD', postings: [{ from: 'payer', to: 'payee', amount: '1' }], ...within };
    expect((await send(world, createTransactionRoute(between), { body })).status).toBe(201);
    expect(state).toBe('closing');
    expect((await period(name)).body.state).toBe('closing');
    world.clock.advance(SETTLING_MS);
    expect((await period(name)).body.state).toBe('closed');
    // Its deadline was up long before: no attempt begins any more.
    const late = await send(world, createTransactionRoute(between), { body, patience: -1 });
    expect(late.problem).toBe('unavailable');
  });

  test('a month is closed from a minute after its end on, once; another client reopens it, with a reason on record', async () => {
    const now = formatTime(world.clock.now()).slice(0, 7);
    expect((await close(now)).problem).toBe('period-not-over');
    expect((await close('9998-12')).problem).toBe('period-not-over');
    const { name } = month();
    expect((await period(name)).body).toMatchObject({ state: 'open', closedBy: null, history: [] });
    expect((await reopen(name)).problem).toBe('period-state');
    await close(name);
    expect((await close(name)).problem).toBe('period-state');
    expect((await reopen(name, { clientId: 'cli_test' })).problem).toBe('period-own');
    const { body } = await reopen(name);
    expect([body.state, body.history.map(({ deed, by, reason }) => [deed, by, reason])]).toEqual([
      'open',
      [
        ['closed', 'cli_test', null],
        ['reopened', 'cli_other', 'One was missing.'],
      ],
    ]);
  });

  test('the month of one tenant is nothing of another’s', async () => {
    const { name, within } = month();
    await close(name);
    expect((await period(name, 'globex')).body.state).toBe('open');
    for (const id of ['payer', 'payee']) await bank.open(id, { overdraft: 'unlimited' }, { tenant: 'globex' });
    expect((await pay(within, { tenant: 'globex' })).status).toBe(201);
  });

  test('a transaction that counts when it is made asks for no month', async () => {
    const sent: string[] = [];
    const counting = {
      ...world.store,
      dynamo: {
        send: async (command: { readonly constructor: { readonly name: string } }) => {
          sent.push(command.constructor.name);
          return world.client.send(command as never);
        },
      } as never,
    };
    const one = { currency: 'USD', postings: [{ from: 'payer', to: 'payee', amount: '1' }] };
    const now = { ...one, effectiveAt: formatTime(world.clock.now()) };
    for (const body of [one, now])
      expect((await send(world, createTransactionRoute(counting), { body })).status).toBe(201);
    expect(new Set(sent)).toEqual(new Set(['TransactWriteItemsCommand']));
  });
});
