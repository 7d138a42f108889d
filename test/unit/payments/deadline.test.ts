import { describe, expect, test } from '@jest/globals';
import { alarmAt, deadlineOf, isOverdue } from '../../../functions/payments/model/deadline.ts';
import { readLedgerAnswer } from '../../../functions/payments/model/ledger-answer.ts';
import type { Limit } from '../../../functions/payments/model/limit.ts';
import { overLimitText } from '../../../functions/payments/model/over-limit.ts';
import { type Payment, STEPS } from '../../../functions/payments/model/payment.ts';

const NOW = 1_800_000_000_000;
const MINUTE = 60_000;
const payment = (change: Partial<Payment>): Payment => ({ refunds: [], ...change }) as Payment;

describe('the deadline of a step', () => {
  test('is five minutes for the ledger, an hour for a rail that is stopped, its own for a rail, 30 days for approvals', () => {
    const within = Object.fromEntries(
      STEPS.map((step) => [step, ((deadlineOf(step, 7 * MINUTE, NOW) ?? Number.NaN) - NOW) / MINUTE]),
    );
    expect(within).toEqual({
      ...{ scheduled: Number.NaN, awaiting: 30 * 24 * 60, transferring: 5, reserving: 5, reserved: 60 },
      ...{ submitting: 7, submitted: 7, recalling: 7, settling: 5, releasing: 5, returning: 5 },
      ...{ settled: Number.NaN, failed: Number.NaN, canceled: Number.NaN, returned: Number.NaN },
    });
  });

  test('is over from its very moment on, unless somebody looks already', () => {
    const overdue = (change: Partial<Payment>) => isOverdue(payment(change), NOW);
    expect([overdue({ deadline: NOW }), overdue({ deadline: NOW + 1 }), overdue({})]).toEqual([true, false, false]);
    expect(overdue({ deadline: NOW, stuck: 'rail-silent' as never })).toBe(false);
  });
});

describe('a payment is looked at', () => {
  const inMinutes = (change: Partial<Payment>) => {
    const at = alarmAt(payment(change), NOW);
    return at === undefined ? undefined : (at - NOW) / MINUTE;
  };
  const deadline = NOW + 9 * MINUTE;

  test('at its deadline where it waits for others, and within a minute where it is to go on', () => {
    for (const step of ['submitted', 'scheduled', 'awaiting'] as const) expect(inMinutes({ step, deadline })).toBe(9);
    for (const step of ['transferring', 'reserving', 'reserved', 'submitting', 'settling', 'releasing'] as const)
      expect(inMinutes({ step, deadline })).toBe(1);
  });

  test('every ten minutes where it is stuck', () => {
    expect(inMinutes({ step: 'submitted', deadline, stuck: 'rail-silent' as never })).toBe(10);
  });

  test('no more when it has ended, but while a refund is under way', () => {
    for (const step of ['failed', 'canceled', 'returned', 'settled'] as const)
      expect(inMinutes({ step })).toBeUndefined();
    const refund = (state: string) => ({ step: 'settled', refunds: [{ state }] }) as unknown as Partial<Payment>;
    expect([inMinutes(refund('processing')), inMinutes(refund('paid'))]).toEqual([1, undefined]);
  });
});

describe('an answer of the ledger', () => {
  const problem = (slug: string) => JSON.stringify({ type: `https://x/problems/${slug}`, detail: 'so' });

  test.each([
    [200, '{"id":"tx_1","state":"posted"}', { kind: 'made', transaction: 'tx_1', state: 'posted' }],
    [201, '{"id":"tx_1","state":"pending"}', { kind: 'made', transaction: 'tx_1', state: 'pending' }],
    [429, '', { kind: 'waiting' }],
    [500, 'no JSON', { kind: 'waiting' }],
    [503, '', { kind: 'waiting' }],
    [409, problem('conflict'), { kind: 'waiting' }],
    [409, problem('idempotency-in-progress'), { kind: 'waiting' }],
    [404, problem('not-found'), { kind: 'refused', failure: { code: 'not-found', detail: 'so' } }],
    [409, problem('no-funds'), { kind: 'refused', failure: { code: 'no-funds', detail: 'so' } }],
  ])('%i %s is %j', (status, body, answer) => expect(readLedgerAnswer(status, body)).toEqual(answer));

  test('that cannot be read is nothing to go on with', () => {
    expect(() => readLedgerAnswer(404, 'no JSON')).toThrow();
    expect(() => readLedgerAnswer(200, '{}')).toThrow();
  });
});

test('what a limit leaves is what is not used of it, until its window ends', () => {
  const limit: Limit = {
    ...{ id: 'lim_1', window: 'day', timeZone: 'UTC', currency: 'USD', amount: 1_000n, count: 3 },
    ...{ account: undefined, client: undefined, rail: undefined, createdBy: 'c', createdAt: 0 },
  };
  const now = Date.parse('2026-12-01T10:00:00Z');
  expect(overLimitText(limit, now)).toBe('The limit lim_1, for a day, does not allow it.');
  expect(overLimitText(limit, now, { amount: 400n, count: 1 })).toContain(
    'It leaves 600 minor units and 2 payments until 2026-12-02T00:00:00',
  );
  expect(overLimitText({ ...limit, count: undefined }, now, { amount: 400n, count: 1 })).toContain(
    'It leaves 600 minor units until',
  );
});
