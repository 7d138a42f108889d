import { isDeepStrictEqual } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import { createdPayment, type Line, type Payment, type Step } from '../../../functions/payments/model/payment.ts';
import { decide } from '../../../functions/payments/model/saga.ts';
import { SAGA_EVENTS, type SagaEvent } from '../../../functions/payments/model/saga-event.ts';

const around = { now: 2_000, answerWithinMs: 60_000 };
const failure = { code: 'account-closed', detail: 'It is closed.' };
const RESOLVED = { code: 'resolved-failed', detail: 'A person decided that the payment has failed.' };
const counted = [{ limit: 'lim_1', window: '2026-11-30' }];
const refund = { n: 1, amount: 1n, state: 'processing', requestedBy: 'cli_1' } as const;

const at = (step: Step, change: Partial<Payment> = {}): Payment => ({
  ...createdPayment(
    {
      ...{ id: 'pay_1', tenant: 'acme', from: 'a', amount: 1_000n, currency: 'USD', reference: undefined },
      to: step === 'transferring' ? { rail: 'book', account: 'b' } : { rail: 'sandbox', destination: 'ok' },
      ...{ metadata: {}, maker: 'cli_maker', requestId: 'r-1', fingerprint: 'f' },
    },
    1_000,
    5_000,
  ),
  step,
  ...change,
});

/** What of a payment says how it stands, and not what became of it. */
const STANDING: ReadonlySet<string> = new Set(['step', 'version', 'stuck', 'deadline', 'timeline']);
const written = (before: Payment, after: Payment): Partial<Payment> =>
  Object.fromEntries(
    Object.entries(after).filter(
      ([name, value]) => !STANDING.has(name) && !isDeepStrictEqual(value, before[name as keyof Payment]),
    ),
  );

type Case = readonly [
  what: string,
  before: Payment,
  event: SagaEvent,
  writes: Partial<Payment>,
  line: Omit<Line, 'at'>,
];
const CASES: readonly Case[] = [
  ['what is admitted counts', at('scheduled'), { type: 'admitted', counted }, { counted }, { mark: 'started' }],
  [
    'what is over a limit fails by its code',
    at('scheduled'),
    { type: 'over-limit', failure },
    { failure },
    { mark: 'failed', note: failure.code },
  ],
  [
    'what lacks approvals knows how many',
    at('scheduled'),
    { type: 'approval-missing', needed: 2 },
    { approvalsNeeded: 2 },
    { mark: 'awaiting-approval' },
  ],
  [
    'what nobody approved fails by that',
    at('awaiting'),
    { type: 'approval-expired' },
    { failure: { code: 'approval-expired', detail: 'It was not approved in time.' } },
    { mark: 'approval-expired' },
  ],
  [
    'an approval has its client and its time',
    at('awaiting', { approvalsNeeded: 2 }),
    { type: 'approved', by: 'cli_1', needed: 2 },
    { approvals: [{ by: 'cli_1', at: around.now }] },
    { mark: 'approval-given', note: 'cli_1' },
  ],
  [
    'a later rule that asks for more is noted with the approval',
    at('awaiting', { approvalsNeeded: 1 }),
    { type: 'approved', by: 'cli_1', needed: 2 },
    { approvals: [{ by: 'cli_1', at: around.now }], approvalsNeeded: 2 },
    { mark: 'approval-given', note: 'cli_1' },
  ],
  [
    'what is rejected fails by that',
    at('awaiting'),
    { type: 'rejected', by: 'cli_1' },
    { failure: { code: 'rejected', detail: 'Another client has rejected it.' } },
    { mark: 'rejected', note: 'cli_1' },
  ],
  [
    'a transfer is its settlement',
    at('transferring'),
    { type: 'transferred', transaction: 'txn_1' },
    { settlement: 'txn_1' },
    { mark: 'settled', note: 'txn_1' },
  ],
  [
    'a refused transfer is its failure',
    at('transferring', { counted }),
    { type: 'transfer-refused', failure },
    { failure, counted: [] },
    { mark: 'failed', note: failure.code },
  ],
  [
    'a hold is kept by its transaction',
    at('reserving'),
    { type: 'held', transaction: 'txn_1' },
    { hold: 'txn_1' },
    { mark: 'held', note: 'txn_1' },
  ],
  [
    'a hold that nobody knew of is released into the end that there was',
    at('canceled'),
    { type: 'held', transaction: 'txn_1' },
    { hold: 'txn_1', ending: 'canceled' },
    { mark: 'held', note: 'txn_1' },
  ],
  ['an open gate lets it go out', at('reserved'), { type: 'gate-opened' }, {}, { mark: 'submitting' }],
  [
    'an accepted one has gone out, with what the rail said',
    at('submitting'),
    { type: 'rail-accepted', note: 'E1' },
    {},
    { mark: 'submitted', note: 'E1' },
  ],
  [
    'an accepted one that is not gathered has gone out',
    at('submitting'),
    { type: 'rail-accepted', gathered: false },
    {},
    { mark: 'submitted' },
  ],
  [
    'one that is gathered waits for its file',
    at('submitting'),
    { type: 'rail-accepted', gathered: true, note: 'E1' },
    { gathered: true },
    { mark: 'gathered' },
  ],
  [
    'one in a file waits for none any more',
    at('submitted', { gathered: true }),
    { type: 'filed', file: 'file_1' },
    { gathered: false, file: 'file_1' },
    { mark: 'submitted', note: 'file_1' },
  ],
  [
    'a paid one says what the rail said',
    at('submitted'),
    { type: 'rail-settled', note: 'E2' },
    {},
    { mark: 'paid-by-rail', note: 'E2' },
  ],
  [
    'a refused one is released into failure',
    at('submitted'),
    { type: 'rail-refused', failure },
    { ending: 'failed', failure },
    { mark: 'refused-by-rail', note: failure.code },
  ],
  [
    'one that came back is given back next',
    at('submitted'),
    { type: 'rail-returned', amount: 1_000n, note: 'AC04' },
    { returnNext: true },
    { mark: 'returned-by-rail', note: 'AC04' },
  ],
  [
    'a recalled one is released into its cancellation',
    at('recalling'),
    { type: 'rail-recalled' },
    { ending: 'canceled' },
    { mark: 'cancel-asked' },
  ],
  ['one that the rail keeps goes on', at('recalling'), { type: 'rail-kept' }, {}, { mark: 'recall-refused' }],
  [
    'one that has not begun is canceled at once',
    at('scheduled'),
    { type: 'cancel-asked', by: 'cli_1' },
    {},
    { mark: 'canceled', note: 'cli_1' },
  ],
  [
    'one before the pivot is released into its cancellation',
    at('reserved'),
    { type: 'cancel-asked', by: 'cli_1' },
    { ending: 'canceled' },
    { mark: 'cancel-asked', note: 'cli_1' },
  ],
  [
    'one behind the pivot ends as the rail says',
    at('submitted'),
    { type: 'cancel-asked', by: 'cli_1' },
    {},
    { mark: 'cancel-asked', note: 'cli_1' },
  ],
  [
    'a posted one is settled by its transaction',
    at('settling'),
    { type: 'posted', transaction: 'txn_1' },
    { settlement: 'txn_1' },
    { mark: 'settled', note: 'txn_1' },
  ],
  [
    'a released one ends as it was to end',
    at('releasing', { ending: 'canceled', counted }),
    { type: 'released' },
    { counted: [] },
    { mark: 'canceled' },
  ],
  [
    'a given back one names the transaction',
    at('returning'),
    { type: 'given-back', transaction: 'txn_1' },
    { givingBack: 'txn_1' },
    { mark: 'returned', note: 'txn_1' },
  ],
  [
    'one whose account takes nothing goes to suspense',
    at('returning'),
    { type: 'give-back-refused', failure, toSuspense: false },
    { toSuspense: true },
    { mark: 'to-suspense', note: failure.code },
  ],
  [
    'a refund is asked for under the next number',
    at('settled', { refunds: [refund] }),
    { type: 'refund-asked', amount: 5n, by: 'cli_2' },
    { refunds: [refund, { n: 2, amount: 5n, state: 'processing', requestedBy: 'cli_2' }] },
    { mark: 'refund-asked', note: 'cli_2' },
  ],
  [
    'a paid refund is that one alone',
    at('settled', { refunds: [refund, { ...refund, n: 2 }] }),
    { type: 'refund-paid', n: 2, transaction: 'txn_2' },
    { refunds: [refund, { ...refund, n: 2, state: 'paid', transaction: 'txn_2' }] },
    { mark: 'refunded', note: 'txn_2' },
  ],
  [
    'a failed refund is that one alone',
    at('settled', { refunds: [refund, { ...refund, n: 2 }] }),
    { type: 'refund-refused', n: 1, failure },
    {
      refunds: [
        { ...refund, state: 'failed', failure },
        { ...refund, n: 2 },
      ],
    },
    { mark: 'refund-failed', note: failure.code },
  ],
  [
    'one that a person has settled goes on',
    at('submitted', { stuck: 'rail-silent' }),
    { type: 'resolved-settled', by: 'cli_2' },
    {},
    { mark: 'resolved', note: 'cli_2' },
  ],
  [
    'one that a person has failed says so',
    at('submitted', { stuck: 'rail-silent' }),
    { type: 'resolved-failed', by: 'cli_2' },
    { ending: 'failed', failure: RESOLVED },
    { mark: 'resolved', note: 'cli_2' },
  ],
  [
    'one on its way to its cancellation is canceled all the same',
    at('releasing', { stuck: 'ledger-refuses', ending: 'canceled' }),
    { type: 'resolved-failed', by: 'cli_2' },
    {},
    { mark: 'resolved', note: 'cli_2' },
  ],
  [
    'one that was canceled behind its hold stays canceled',
    at('canceled', { stuck: 'rail-contradicts', ending: 'canceled' }),
    { type: 'resolved-failed', by: 'cli_2' },
    {},
    { mark: 'resolved', note: 'cli_2' },
  ],
  [
    'one that has failed by something keeps it',
    at('failed', { stuck: 'rail-contradicts', failure }),
    { type: 'resolved-failed', by: 'cli_2' },
    {},
    { mark: 'resolved', note: 'cli_2' },
  ],
];

describe('an event writes what it brings, one line, and nothing else', () => {
  test.each(CASES)('%s', (_, before, event, writes, line) => {
    const decision = decide(before, event, around);
    if (decision.kind !== 'next') throw new Error(`${decision.kind} in place of a next step`);
    const { payment: after } = decision;
    expect(written(before, after)).toEqual(writes);
    expect(after.timeline).toEqual([...before.timeline, { ...line, at: around.now }]);
  });

  test('in all cases but where a person is to look', () => {
    const told = new Set(CASES.map(([, , { type }]) => type));
    expect(SAGA_EVENTS.filter((type) => !told.has(type))).toEqual([
      ...['hold-refused', 'post-refused', 'release-refused', 'overdue', 'resolved-returned'],
    ]);
  });
});
