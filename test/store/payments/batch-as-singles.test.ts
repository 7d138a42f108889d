import { beforeAll, describe, expect, test } from '@jest/globals';
import { achMark, birthMarkOf } from '../../../functions/payments/rails/ach/ach-ids.ts';
import { findByBirthMark } from '../../../functions/payments/store/queries/by-birth-mark.ts';
import { clientOf, onEachEngine } from '../../support/on-each-engine.ts';
import { OWN, PAYEE } from './bank-files.ts';
import { PaymentsWorld } from './world.ts';

const ACH_OWN = { name: 'Example Inc', routingNumber: '121042882', bankName: 'Example Bank', companyId: '1121042882' };
const ACH_PAYEE = {
  ...{ rail: 'ach', name: 'Ada Lovelace', routingNumber: '231380104', accountNumber: '744-5678-99' },
  ...{ accountKind: 'checking', entryClass: 'CCD' },
};
const body = (to: object, amount: string, more: object = {}) => ({
  from: 'payer',
  to,
  amount,
  currency: 'USD',
  ...more,
});

/** Everything that a payment can carry, by its reference. */
const BODIES: Readonly<Record<string, object>> = {
  book: body({ account: 'payee' }, '5', { metadata: { k: 'v' } }),
  poor: { ...body({ account: 'payee' }, '6'), from: 'poor' },
  sandbox: body({ rail: 'sandbox', destination: 'ok' }, '7'),
  refused: body({ rail: 'sandbox', destination: 'refuse' }, '8'),
  silent: body({ rail: 'sandbox', destination: 'silent' }, '9'),
  scheduled: body({ account: 'payee' }, '10', { scheduledFor: '2026-12-24' }),
  awaiting: body({ account: 'payee' }, '900'),
  sepa: body({ ...PAYEE, bic: 'COBADEFFXXX' }, '11', { currency: 'EUR' }),
  ach: body(ACH_PAYEE, '12'),
};
const NAMES = Object.keys(BODIES);
const sent = (name: string) => ({ ...BODIES[name], reference: name });

await onEachEngine((engine) => {
  const client = clientOf(engine);
  let world: PaymentsWorld;

  const alone = async (tenant: string) => {
    for (const name of NAMES) await world.ask('POST /v1/payments', { tenant, body: sent(name) });
  };
  const inBatch = (mode: string) => async (tenant: string) => {
    const { status } = await world.ask('POST /v1/payment-batches', {
      tenant,
      body: { mode, payments: NAMES.map(sent) },
    });
    expect(status).toBe(201);
  };
  const WAYS = { alone, independent: inBatch('independent'), atomic: inBatch('atomic') };

  const listed = async (tenant: string, query: string): Promise<readonly { id: string; reference: string }[]> =>
    (await world.ask('GET /v1/payments', { tenant, query: `limit=100&${query}` })).json.data;
  const namesOf = async (tenant: string, query: string) =>
    (await listed(tenant, query)).map(({ reference }) => reference).toSorted();

  /** All that can be seen of a tenant's payments, less what names them and when. */
  const seen = async (tenant: string) => {
    const all = await listed(tenant, '');
    const views = await Promise.all(
      all.map(async ({ id }) => (await world.ask('GET /v1/payments/{id}', { tenant, id })).json),
    );
    const store = { dynamo: client, table: world.tables().payments };
    const marks = await Promise.all(
      views.map(async ({ id, createdAt }) =>
        findByBirthMark(store, tenant, birthMarkOf(achMark(id, Date.parse(createdAt))) ?? { second: 0, ending: '' }),
      ),
    );
    expect(marks).toEqual(views.map(({ id }) => [id]));
    const states = [...new Set(views.map(({ state }) => String(state)))].toSorted();
    return {
      views: views
        .map(({ id: _, batch: __, createdAt: ___, timeline, transactions, file, refunds, approvals, ...rest }) => ({
          ...rest,
          approvals: { ...approvals, given: approvals.given.map(({ by }: { by: string }) => by) },
          refunds: refunds.map(({ transactionId, ...one }: { transactionId: unknown }) => [
            one,
            transactionId !== null,
          ]),
          file: file !== null,
          transactions: Object.entries(transactions).map(([name, one]) => [name, one !== null]),
          timeline: timeline.map(({ step }: { step: string }) => step),
        }))
        .toSorted((a, b) => (a.reference < b.reference ? -1 : 1)),
      lists: await Promise.all(
        ['', 'account=payer', 'account=poor', 'account=payee', ...states.map((state) => `state=${state}`)].map(
          async (query) => [query, await namesOf(tenant, query)],
        ),
      ),
    };
  };
  /** What can be done with them afterwards. */
  const used = async (tenant: string) => {
    const ids = new Map((await listed(tenant, '')).map(({ reference, id }) => [reference, id]));
    const files = [];
    for (const rail of ['sepa', 'ach']) {
      const { json } = await world.ask('POST /v1/payment-files', { tenant, body: { rail } });
      await world.pump();
      const { state, payments, amount } = (await world.ask('GET /v1/payment-files/{id}', { tenant, id: json.id })).json;
      files.push({ rail, state, payments, amount });
    }
    const done = [];
    for (const [name, what, more] of [
      ['book', 'refund', { body: { amount: '2' } }],
      ['sandbox', 'refund', {}],
      ['silent', 'resolve', { client: 'cli_2', body: { outcome: 'settled' } }],
      ['awaiting', 'approve', { client: 'cli_2' }],
      ['scheduled', 'cancel', {}],
      ['sepa', 'cancel', {}],
    ] as const) {
      const asked = { tenant, id: ids.get(name) ?? '', ...more };
      const { status, json } = await world.ask(`POST /v1/payments/{id}/${what}`, asked);
      done.push([name, what, status, json.type]);
    }
    await world.settle();
    return { files, done, ...(await seen(tenant)) };
  };

  describe('what a batch of payments makes', () => {
    const seenOf: Record<string, unknown> = {};
    const usedOf: Record<string, unknown> = {};

    beforeAll(async () => {
      world = await PaymentsWorld.on(client);
      world.ledger.balances.set('payer', 1_000_000n);
      for (const tenant of Object.keys(WAYS)) {
        await world.ask('POST /v1/payment-rails/{rail}/originator', { tenant, rail: 'sepa', body: OWN });
        await world.ask('POST /v1/payment-rails/{rail}/originator', { tenant, rail: 'ach', body: ACH_OWN });
        const rule = { currency: 'USD', fromAmount: '500', approvers: 1 };
        await world.ask('POST /v1/approval-rules', { tenant, body: rule });
      }
      for (const [tenant, way] of Object.entries(WAYS)) await way(tenant);
      await world.settle();
      for (const tenant of Object.keys(WAYS)) seenOf[tenant] = await seen(tenant);
      for (const tenant of Object.keys(WAYS)) usedOf[tenant] = await used(tenant);
    });

    test('is read, listed and found by its mark as what single calls make', () => {
      const { views } = seenOf.alone as { views: readonly { reference: string; state: string }[] };
      expect(Object.fromEntries(views.map(({ reference, state }) => [reference, state]))).toEqual({
        ...{ book: 'settled', poor: 'failed', sandbox: 'settled', refused: 'failed', silent: 'processing' },
        ...{ scheduled: 'scheduled', awaiting: 'awaiting_approval', sepa: 'processing', ach: 'processing' },
      });
      expect(seenOf.independent).toEqual(seenOf.alone);
      expect(seenOf.atomic).toEqual(seenOf.alone);
    });

    test('goes into files, and can be refunded, resolved, approved and canceled as what single calls make', () => {
      expect(usedOf.independent).toEqual(usedOf.alone);
      expect(usedOf.atomic).toEqual(usedOf.alone);
      const { files, done } = usedOf.alone as { files: object[]; done: unknown[][] };
      expect(files).toMatchObject([
        { rail: 'sepa', state: 'written', payments: 1, amount: '11' },
        { rail: 'ach', state: 'written', payments: 1, amount: '12' },
      ]);
      expect(done.map(([, , status]) => status)).toEqual([200, 200, 200, 200, 200, expect.any(Number)]);
    });
  });
});
