import { describe, expect, test } from '@jest/globals';
import type { Order } from '../../../functions/payments/model/effect.ts';
import type { LedgerCall } from '../../../functions/payments/model/ledger-order.ts';
import { createdPayment, type Payment } from '../../../functions/payments/model/payment.ts';
import { giveOrder } from '../../../functions/payments/store/commit/orders.ts';

const payment = (change: Partial<Payment> = {}): Payment => ({
  ...createdPayment(
    {
      ...{ id: 'pay_1', tenant: 'acme', from: 'a', to: { rail: 'sandbox', destination: 'ok' }, amount: 1_000n },
      ...{ currency: 'USD', reference: undefined, metadata: {}, maker: 'm', requestId: 'r', fingerprint: 'f' },
    },
    1_000,
    5_000,
  ),
  ...change,
});
const problem = (slug: string) => JSON.stringify({ type: `/problems/${slug}`, detail: 'No.' });
const found = (state: string) => ({ status: 200, body: JSON.stringify({ id: 'txn_1', state }) });

/** What becomes of an order, by what the ledger answers to each path. */
const outcome = (
  order: Order,
  answers: Readonly<Record<string, { readonly status: number; readonly body: string }>>,
  of: Payment = payment(),
) =>
  giveOrder(
    async (_: unknown, { path }: LedgerCall) => {
      const answer = answers[path];
      if (answer === undefined) throw new Error(`nothing is asked at ${path}`);
      return answer;
    },
    of,
    order,
  );

describe('an order to the ledger', () => {
  test.each(['reserve', 'transfer'] as const)('to %s is refused only once the refusal is on record', async (kind) => {
    const refused = { '/v1/transactions': { status: 409, body: problem('insufficient-funds') } };
    const onRecord = { '/v1/outcomes': { status: 200, body: '{}' } };
    const notYet = { '/v1/outcomes': { status: 404, body: problem('not-found') } };
    expect(await outcome({ kind }, { ...refused, ...notYet })).toBeUndefined();
    expect(await outcome({ kind }, { ...refused, ...onRecord })).toMatchObject({
      failure: { code: 'insufficient-funds' },
    });
  });

  test('that passes by itself says nothing yet', async () => {
    for (const [status, slug] of [
      [409, 'conflict'],
      [409, 'idempotency-in-progress'],
      [429, 'over-budget'],
      [503, 'unavailable'],
    ] as const)
      expect([
        slug,
        await outcome({ kind: 'transfer' }, { '/v1/transactions': { status, body: problem(slug) } }),
      ]).toEqual([slug, undefined]);
  });

  test.each([
    ['voided', 'released'],
    ['expired', 'released'],
    ['posted', 'release-refused'],
  ])('to release a hold that is %s already comes to %s', async (state, type) => {
    const answers = {
      '/v1/transactions/{id}/void': { status: 409, body: problem('transaction-state') },
      '/v1/transactions/{id}': found(state),
    };
    expect(await outcome({ kind: 'release' }, answers, payment({ hold: 'txn_1' }))).toMatchObject({ type });
  });

  test('to release what was never known to be held makes the hold, and voids it', async () => {
    const answers = { '/v1/transactions': found('pending'), '/v1/transactions/{id}/void': found('voided') };
    expect(await outcome({ kind: 'release' }, answers)).toEqual({ type: 'released' });
    const refused = { status: 409, body: problem('account-closed') };
    const onRecord = { '/v1/outcomes': { status: 200, body: '{}' } };
    expect(await outcome({ kind: 'release' }, { '/v1/transactions': refused, ...onRecord })).toEqual({
      type: 'released',
    });
  });
});
