import { describe, expect, test } from '@jest/globals';
import type { Item } from '../../../functions/kernel/aws/attributes.ts';
import { paymentView } from '../../../functions/payments/model/view.ts';
import { readPayment } from '../../../functions/payments/store/table/payment-item.ts';

/** As the release before limits, approvals, schedules and batches wrote it; it never changes. */
const STORED: Item = {
  pk: { S: 'acme#P#pay_123456789ABCDEFGHJKMNPQRST' },
  sk: { S: 'P' },
  id: { S: 'pay_123456789ABCDEFGHJKMNPQRST' },
  from: { S: 'acc_main' },
  rail: { S: 'sandbox' },
  destination: { S: 'ok' },
  amount: { N: '1050' },
  currency: { S: 'USD' },
  reference: { S: 'invoice 42' },
  metadata: { S: '{}' },
  maker: { S: 'cli_1' },
  requestId: { S: 'req_1' },
  fingerprint: { S: 'f' },
  createdAt: { N: '1764000000000' },
  pt: { S: 'acme' },
  ps: { S: '001764000000000#pay_123456789ABCDEFGHJKMNPQRST' },
  pf: { S: 'acme#acc_main' },
  step: { S: 'submitted' },
  version: { N: '4' },
  returnNext: { BOOL: false },
  toSuspense: { BOOL: false },
  refunds: { N: '0' },
  hold: { S: 'txn_1' },
  deadline: { N: '1764000060000' },
  db: { S: 'due#3' },
  da: { N: '1764000060000' },
  timeline: { L: [{ M: { mark: { S: 'created' }, at: { N: '1764000000000' } } }] },
};

describe('a payment of the release before', () => {
  test('is read with nothing that it waits for, and counts in no limit', () => {
    const payment = readPayment(STORED);
    expect(payment).toMatchObject({ step: 'submitted', version: 4, amount: 1_050n, hold: 'txn_1' });
    expect([payment.counted, payment.approvals, payment.approvalsNeeded]).toEqual([[], [], 0]);
    expect([payment.runAt, payment.schedule, payment.batch]).toEqual([undefined, undefined, undefined]);
    expect(paymentView(payment)).toMatchObject({
      state: 'processing',
      scheduledFor: null,
      approvals: { needed: 0, given: [] },
    });
  });

  test('is read with what a later release may have put beside', () => {
    expect(readPayment({ ...STORED, later: { S: 'x' } })).toEqual(readPayment(STORED));
  });
});
