import { QueryCommand } from '@aws-sdk/client-dynamodb';
import { beforeAll, describe, expect, test } from '@jest/globals';
import type { Payment } from '../../../functions/payments/model/payment.ts';
import { dueIn, SHARDS } from '../../../functions/payments/store/queries/due.ts';
import { gathered } from '../../../functions/payments/store/queries/files.ts';
import { DUE_SHARDS, FILE_SHARDS, TABLE } from '../../../functions/payments/store/table/keys.ts';
import { readPayment } from '../../../functions/payments/store/table/payment-item.ts';
import { clientOf, onEachEngine } from '../../support/on-each-engine.ts';
import { OWN, PAYEE } from './bank-files.ts';
import type { Item } from './stored.ts';
import { PaymentsWorld } from './world.ts';

const ACH = { name: 'Example Inc', routingNumber: '121042882', bankName: 'Example Bank', companyId: '1121042882' };
const TENANTS = ['acme', 'globex'];
const paying = (to: object, amount = '7', more: object = {}) => ({
  from: 'payer',
  to,
  amount,
  currency: 'USD',
  ...more,
});
const book = paying({ account: 'payee' });
const sandbox = (destination: string) => paying({ rail: 'sandbox', destination });
const sepa = paying(PAYEE, '11', { currency: 'EUR' });
const monthly = { ...book, recurrence: 'FREQ=MONTHLY', startsOn: '2026-12-01' };
/** Steps at which nobody waits for anything any more, but for a refund. */
const ENDED = new Set(['settled', 'failed', 'canceled', 'returned']);

await onEachEngine((engine) => {
  const client = clientOf(engine);
  let world: PaymentsWorld;
  let items: readonly Item[];
  let store: never;

  /** One of everything that a tenant's table can hold, some of it under way. */
  const story = async (tenant: string) => {
    const ask = async (routeKey: string, asked: object = {}) => {
      world.now += 1;
      return (await world.ask(routeKey, { tenant, ...asked })).json;
    };
    const pay = async (body: object) => String((await ask('POST /v1/payments', { body })).id);
    await ask('POST /v1/payment-rails/{rail}/originator', { rail: 'sepa', body: OWN });
    await ask('POST /v1/payment-rails/{rail}/originator', { rail: 'ach', body: ACH });
    await ask('POST /v1/approval-rules', { body: { currency: 'USD', fromAmount: '500', approvers: 1 } });
    const paid = await pay(book);
    await pay({ ...book, from: 'payee', to: { account: 'payer' } });
    await pay({ ...book, from: 'poor' });
    for (const destination of ['ok', 'refuse', 'silent']) await pay(sandbox(destination));
    const canceled = await pay({ ...book, scheduledFor: '2026-12-24' });
    await ask('POST /v1/payments/{id}/cancel', { id: canceled });
    await pay({ ...book, scheduledFor: '2026-12-25' });
    await pay(paying({ account: 'payee' }, '900'));
    await pay(sepa);
    await world.settle();
    await ask('POST /v1/payment-files', { body: { rail: 'sepa' } });
    await ask('POST /v1/payment-files/inbox', { body: { rail: 'sepa', content: 'no XML' } });
    await ask('POST /v1/payment-schedules', { body: monthly });
    const { id: schedule } = await ask('POST /v1/payment-schedules', { body: { ...monthly, amount: '8' } });
    await ask('POST /v1/payment-schedules/{id}/cancel', { id: schedule });
    await ask('POST /v1/payment-batches', { body: { mode: 'independent', payments: [book, sandbox('ok'), {}] } });
    await world.settle();
    const [task] = (await ask('GET /v1/payment-tasks')).data;
    await ask('POST /v1/payment-tasks/{id}/close', { id: task.id });
    await ask('POST /v1/payment-files/inbox', { body: { rail: 'ach', content: 'no NACHA' } });
    await world.settle();
    await pay(sepa);
    await world.pump();
    // From here on nothing is done any more: a refund, a batch, a file and a payment are as they were asked for.
    await ask('POST /v1/payments/{id}/refund', { id: paid, body: { amount: '2' } });
    await pay(sandbox('ok'));
    await ask('POST /v1/payment-batches', { body: { mode: 'atomic', payments: [book] } });
    await ask('POST /v1/payment-files/inbox', { body: { rail: 'sepa', content: 'no XML either' } });
  };

  beforeAll(async () => {
    world = await PaymentsWorld.on(client);
    world.ledger.balances.set('payer', 1_000_000n);
    for (const tenant of TENANTS) await story(tenant);
    items = await world.items();
    const clock = { now: () => world.now, sleep: async () => undefined };
    store = { dynamo: client, table: world.tables().payments, clock, chance: { fraction: () => 0 } } as never;
  });

  const ofTenant = (tenant: string, sort: string) =>
    items
      .filter(({ pk, sk }) => sk?.S === sort && pk?.S?.startsWith(`${tenant}#`))
      .toSorted((a, b) => (String(a.ps?.S) < String(b.ps?.S) ? 1 : -1));
  const idOf = ({ pk }: Item) => String(pk?.S?.split('#')[2]);
  const payments = (tenant: string): readonly Payment[] =>
    ofTenant(tenant, 'P').map((item) => readPayment(item as never));
  const listed = async (tenant: string, routeKey: string, query = '') => {
    const ids: string[] = [];
    for (let cursor = ''; ; ) {
      const { json } = await world.ask(routeKey, { tenant, query: `limit=2${query}${cursor}` });
      ids.push(...json.data.map(({ id }: { id: string }) => id));
      if (json.nextCursor === null) return ids;
      cursor = `&cursor=${json.nextCursor}`;
    }
  };

  describe('what payments keeps', () => {
    test.each(TENANTS)(
      'of %s is in the list of all, of each side and of each state exactly where a scan finds it',
      async (tenant) => {
        const all = payments(tenant);
        expect(all.length).toBeGreaterThan(12);
        expect(await listed(tenant, 'GET /v1/payments')).toEqual(all.map(({ id }) => id));
        for (const account of ['payer', 'payee', 'poor']) {
          const mine = all.filter(({ from, to }) => from === account || ('account' in to && to.account === account));
          expect(await listed(tenant, 'GET /v1/payments', `&account=${account}`)).toEqual(mine.map(({ id }) => id));
        }
        const states = new Map(
          await Promise.all(
            all.map(
              async ({ id }) => [id, (await world.ask('GET /v1/payments/{id}', { tenant, id })).json.state] as const,
            ),
          ),
        );
        for (const state of new Set(states.values())) {
          const inState = all.filter(({ id }) => states.get(id) === state);
          expect(await listed(tenant, 'GET /v1/payments', `&state=${state}`)).toEqual(inState.map(({ id }) => id));
          // Of two indexes the one may end pages before the other.
          const paid = inState.filter(
            ({ from, to }) => from === 'payer' || ('account' in to && to.account === 'payer'),
          );
          expect(await listed(tenant, 'GET /v1/payments', `&account=payer&state=${state}`)).toEqual(
            paid.map(({ id }) => id),
          );
        }
      },
    );

    test('of an account that only pays is listed to its end, though the index of payees has nothing of it', async () => {
      const at = await PaymentsWorld.on(client);
      at.ledger.balances.set('spender', 1_000n);
      const pay = async (more: object = {}) =>
        (await at.ask('POST /v1/payments', { body: { ...book, from: 'spender', ...more } })).json.id;
      const first = await pay();
      for (let later = 0; later < 6; later += 1) {
        at.now += 1;
        await pay({ scheduledFor: '2026-12-25' });
      }
      const query = 'limit=1&account=spender&state=settled';
      const { json } = await at.ask('GET /v1/payments', { query });
      expect(json.data.map(({ id }: { id: string }) => id)).toEqual([first]);
    });

    test.each(TENANTS)('of %s beside payments is listed as a scan finds it', async (tenant) => {
      const ids = (sort: string, wanted: (item: Item) => boolean = () => true) =>
        ofTenant(tenant, sort).filter(wanted).map(idOf);
      expect(await listed(tenant, 'GET /v1/payment-schedules')).toEqual(ids('H'));
      expect(await listed(tenant, 'GET /v1/payment-batches')).toEqual(ids('B'));
      expect(await listed(tenant, 'GET /v1/payment-files')).toEqual(ids('F'));
      for (const rail of ['sepa', 'ach'])
        expect(await listed(tenant, 'GET /v1/payment-files', `&rail=${rail}`)).toEqual(
          ids('F', (item) => item.rail?.S === rail),
        );
      expect(await listed(tenant, 'GET /v1/payment-tasks')).toEqual(ids('K'));
      for (const state of ['open', 'closed'] as const)
        expect(await listed(tenant, 'GET /v1/payment-tasks', `&state=${state}`)).toEqual(
          ids('K', ({ closedBy }) => (closedBy === undefined) === (state === 'open')),
        );
      for (const sort of ['H', 'B', 'F', 'K']) expect([sort, ids(sort).length > 1]).toEqual([sort, true]);
    });

    test('has an alarm exactly where it waits for somebody or for its time', async () => {
      const found: string[] = [];
      for (const shard of SHARDS) {
        const { due, unreadable, next } = await dueIn(store, shard, Number.MAX_SAFE_INTEGER, undefined);
        expect([unreadable, next]).toEqual([[], undefined]);
        found.push(...due.map(({ key }) => `${key.pk.S}`));
      }
      const waiting = TENANTS.flatMap((tenant) =>
        payments(tenant)
          .filter(({ step, refunds }) => !ENDED.has(step) || refunds.some(({ state }) => state === 'processing'))
          .map(({ id }) => `${tenant}#P#${id}`),
      );
      const schedules = TENANTS.flatMap((tenant) => ofTenant(tenant, 'H'))
        .filter((item) => JSON.stringify(item.canceled) === '{"BOOL":false}')
        .map(({ pk }) => String(pk?.S));
      const batches = TENANTS.flatMap((tenant) => ofTenant(tenant, 'B'))
        .filter(({ done, chunks }) => done?.N !== chunks?.N)
        .map(({ pk }) => String(pk?.S));
      expect([schedules.length, batches.length]).toEqual([2, 1]);
      expect(found.toSorted()).toEqual([...waiting, ...schedules, ...batches].toSorted());
    });

    test('of files and cut-offs has one in shards of their own', async () => {
      const found: string[] = [];
      const { name, partition } = TABLE.indexes.due;
      for (let shard = DUE_SHARDS; shard < DUE_SHARDS + FILE_SHARDS; shard += 1) {
        const { Items = [] } = await client.send(
          new QueryCommand({
            TableName: world.tables().payments,
            IndexName: name,
            KeyConditionExpression: '#of = :of',
            ExpressionAttributeNames: { '#of': partition },
            ExpressionAttributeValues: { ':of': { S: `due#${shard}` } },
          }),
        );
        found.push(...Items.map(({ pk }) => String(pk?.S)));
      }
      const open = items.filter(
        ({ sk, state }) =>
          sk?.S === 'O' || (sk?.S === 'F' && ['filling', 'closed', 'received'].includes(String(state?.S))),
      );
      expect(open.filter(({ sk }) => sk?.S === 'F')).toHaveLength(1);
      expect(found.toSorted()).toEqual(open.map(({ pk }) => String(pk?.S)).toSorted());
    });

    test.each(TENANTS)('of %s waits for a file exactly where its rail has it and no file does', async (tenant) => {
      for (const rail of ['sepa', 'ach', 'sandbox']) {
        const asked = { by: world.now + 1, limit: 100, from: undefined };
        const { payments: some } = await gathered(store, { tenant, rail }, asked);
        const waiting = payments(tenant).filter(
          ({ to, file, step }) => to.rail === rail && rail !== 'sandbox' && file === undefined && step === 'submitted',
        );
        expect(some.map(({ id }) => id).toSorted()).toEqual(waiting.map(({ id }) => id).toSorted());
        if (rail === 'sepa') expect(waiting).toHaveLength(1);
      }
    });
  });
});
