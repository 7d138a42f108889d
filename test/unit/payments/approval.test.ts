import { describe, expect, test } from '@jest/globals';
import { type ApprovalRule, neededFor } from '../../../functions/payments/model/approval.ts';
import type { Payment } from '../../../functions/payments/model/payment.ts';

const payment = { to: { rail: 'sepa' }, amount: 1_000n, currency: 'EUR', approvalsNeeded: 2 } as Payment;
const rule = (approvers: number, change: Partial<ApprovalRule> = {}): ApprovalRule => ({
  ...{ id: 'r', currency: 'EUR', fromAmount: 1_000n, rails: undefined, approvers, createdBy: 'c', createdAt: 0 },
  ...change,
});

describe('the approvals that a payment needs', () => {
  test('are never fewer than when it was made, whatever became of the rules', () => {
    expect(neededFor([], payment)).toBe(2);
    expect(neededFor([rule(1)], payment)).toBe(2);
  });

  test('are as many as the strictest rule of now asks for, from its amount on and over its rails', () => {
    expect(neededFor([rule(1), rule(3)], payment)).toBe(3);
    expect(neededFor([rule(3, { fromAmount: 1_001n })], payment)).toBe(2);
    expect(neededFor([rule(3, { rails: ['ach'] }), rule(3, { currency: 'USD' })], payment)).toBe(2);
    expect(neededFor([rule(3, { rails: ['ach', 'sepa'] })], payment)).toBe(3);
  });
});
