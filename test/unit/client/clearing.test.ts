import { describe, expect, test } from '@jest/globals';
import { expectedOf } from '../../../bin/client/clearing.ts';
import { STEPS } from '../../../functions/payments/model/payment.ts';

const range = (from: bigint, to = from) => ({ from, to });
const nothing = range(0n);

describe('what of a payment is expected on the clearing account of its rail', () => {
  test('at each step is what the ledger has, or both where it may have done the next one', () => {
    const held = { posted: nothing, pendingIn: range(10n) };
    const maybeHeld = { posted: nothing, pendingIn: range(0n, 10n) };
    const none = { posted: nothing, pendingIn: nothing };
    expect(Object.fromEntries(STEPS.map((step) => [step, expectedOf({ step, amount: '10', refunds: [] })]))).toEqual({
      ...{ scheduled: none, awaiting: none, transferring: none, failed: none, canceled: none, returned: none },
      ...{ reserving: maybeHeld, reserved: held, submitting: held, submitted: held, recalling: held },
      ...{ releasing: maybeHeld, settling: { posted: range(0n, 10n), pendingIn: range(0n, 10n) } },
      ...{
        settled: { posted: range(10n), pendingIn: nothing },
        returning: { posted: range(0n, 10n), pendingIn: nothing },
      },
    });
  });

  test('is less what was refunded, and perhaps what is being refunded', () => {
    const refunds = [
      { amount: '3', state: 'paid' },
      { amount: '2', state: 'processing' },
      { amount: '4', state: 'failed' },
    ];
    expect(expectedOf({ step: 'settled', amount: '10', refunds }).posted).toEqual(range(5n, 7n));
  });
});
