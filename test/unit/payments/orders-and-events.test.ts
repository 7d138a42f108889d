import { describe, expect, test } from '@jest/globals';
import { following, left } from '../../../functions/payments/model/clearing.ts';
import { effectOf } from '../../../functions/payments/model/effect.ts';
import { eventMessages } from '../../../functions/payments/model/event-message.ts';
import { keyOf } from '../../../functions/payments/model/ledger-order.ts';
import { createdPayment, type Payment } from '../../../functions/payments/model/payment.ts';
import { decide } from '../../../functions/payments/model/saga.ts';
import { newPaymentItem, PASSING } from '../../../functions/payments/store/table/payment-item.ts';

const NOW = 10_000;
const payment = (change: Partial<Payment>): Payment => ({
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

describe('an order to the ledger', () => {
  test('has a key of its own, also where two are of one kind', () => {
    const one = payment({});
    const keys = [
      ...(['transfer', 'reserve', 'settle', 'release'] as const).map((kind) => keyOf(one, { kind })),
      ...[false, true].map((toSuspense) => keyOf(one, { kind: 'return', toSuspense })),
      ...[1, 2].map((n) => keyOf(one, { kind: 'refund', n, amount: 5n })),
    ];
    expect(new Set(keys).size).toBe(keys.length);
  });
});

describe('a payment that is with its rail', () => {
  test('is asked about from its deadline on, and while a person has to decide', () => {
    const effect = (change: Partial<Payment>) => effectOf(payment({ step: 'submitted', ...change }), NOW).kind;
    expect(effect({ deadline: NOW + 1 })).toBe('none');
    expect(effect({ deadline: NOW })).toBe('submit');
    expect(effect({ deadline: undefined, stuck: 'rail-silent' })).toBe('submit');
  });

  test('is refunded in nothing while a person has to decide about it', () => {
    const refund = (change: Partial<Payment>) =>
      decide(
        payment({ step: 'settled', deadline: undefined, ...change }),
        { type: 'refund-asked', amount: 1n, by: 'c' } as never,
        { now: NOW, answerWithinMs: 60_000 },
      ).kind;
    expect(refund({})).toBe('next');
    expect(refund({ stuck: 'rail-silent' })).toBe('refused');
  });

  test('leaves no deadline behind where it has none any more', () => {
    const item = newPaymentItem(payment({ deadline: NOW }), NOW);
    const without = newPaymentItem(payment({ deadline: undefined, step: 'settled' }), NOW);
    const gone = Object.keys(item).filter((name) => !(name in without));
    expect(gone).toContain('deadline');
    expect(gone.filter((name) => !PASSING.includes(name))).toEqual([]);
  });
});

describe('events of a payment', () => {
  test('are two where two lines are of one kind, and the same ones when they are told again', () => {
    const told = () => {
      const line = { mark: 'refunded', at: NOW } as const;
      return eventMessages(payment({ timeline: [line, line] }), 0).map(({ detail }) => JSON.parse(detail).eventId);
    };
    expect(new Set(told()).size).toBe(2);
    expect(told()).toEqual(told());
  });
});

describe('what no payment explains of a clearing account', () => {
  const entry = { version: 1, transaction: 't', payment: undefined, order: undefined };
  const stray = (posted: bigint, heldIn: bigint, heldOut: bigint) => ({ ...entry, posted, heldIn, heldOut });

  test('is looked for up to the first entry that is not there yet, and from what was seen on', () => {
    const history = [1, 2, 3, 5, 6].map((version) => ({ ...stray(1n, 0n, 0n), version }));
    const versions = (seen: number) => following(history, seen).map(({ version }) => version);
    expect([versions(0), versions(2), versions(3), versions(4)]).toEqual([[1, 2, 3], [3], [], [5, 6]]);
  });

  test('leaves nothing only where every amount takes itself back', () => {
    expect(left([stray(5n, 3n, 2n), stray(-5n, -3n, -2n)])).toEqual([]);
    for (const one of [stray(1n, 0n, 0n), stray(0n, 1n, 0n), stray(0n, 0n, 1n)]) expect(left([one])).toEqual([one]);
  });
});
