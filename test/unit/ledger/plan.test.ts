import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Refusal } from '../../../functions/kernel/core/problem.ts';
import { newTransaction } from '../../../functions/ledger/contract/transaction.ts';
import { type AccountChange, addMove } from '../../../functions/ledger/model/account-change.ts';
import { transactionAnswer } from '../../../functions/ledger/model/transaction-answer.ts';
import { planTransaction, type TransactionPlan } from '../../../functions/ledger/model/transaction-plan.ts';
import { runs } from '../../support/runs.ts';
import { body as anyBody } from './commands.ts';
import { outcome, Rig, START } from './rig.ts';

const plan = (body: unknown, now = START): TransactionPlan =>
  planTransaction({ id: 'txn_test', body: newTransaction.parse(body) }, now);
const refusal = (body: unknown, now = START): string => {
  try {
    plan(body, now);
    return 'none';
  } catch (error) {
    if (error instanceof Refusal) return error.problem.slug;
    throw error;
  }
};
const pay = (more: object = {}) => ({ currency: 'USD', postings: [{ from: 'a', to: 'b', amount: '10' }], ...more });
const entry = (account: string, direction: string, amount: string, currency = 'USD') => ({
  account,
  direction,
  amount,
  currency,
});
const at = (ms: number) => new Date(START + ms).toISOString();
const DAY = 86_400_000;

describe('a plan', () => {
  test.each([
    ['an account that pays itself', pay({ postings: [{ from: 'a', to: 'a', amount: '1' }] }), 'same-account'],
    [
      'an account that nets to zero',
      {
        currency: 'USD',
        postings: [
          { from: 'a', to: 'b', amount: '1' },
          { from: 'b', to: 'c', amount: '1' },
        ],
      },
      'same-account',
    ],
    [
      'a system account that nets to zero',
      { entries: [entry('@w', 'debit', '1'), entry('@w', 'credit', '1')] },
      'same-account',
    ],
    ['entries that differ', { entries: [entry('a', 'debit', '2'), entry('b', 'credit', '1')] }, 'unbalanced'],
    [
      'entries that balance only over two currencies',
      { entries: [entry('a', 'debit', '1'), entry('b', 'credit', '1', 'EUR')] },
      'unbalanced',
    ],
    ['an effective time of the next millisecond', pay({ effectiveAt: at(1) }), 'date-window'],
    ['an effective time before 1970', pay({ effectiveAt: '1969-12-31T23:59:59.999Z' }), 'date-window'],
    ['an expiry without a hold', pay({ expiresAt: at(5_000) }), 'date-window'],
    ['an expiry in less than a second', pay({ pending: true, expiresAt: at(999) }), 'date-window'],
    ['an expiry in more than 400 days', pay({ pending: true, expiresAt: at(400 * DAY + 1) }), 'date-window'],
    ['an effective time of now', pay({ effectiveAt: at(0) }), 'none'],
    ['an effective time of 1970', pay({ effectiveAt: '1970-01-01T00:00:00Z' }), 'none'],
    ['an expiry in a second', pay({ pending: true, expiresAt: at(1_000) }), 'none'],
    ['an expiry in 400 days', pay({ pending: true, expiresAt: at(400 * DAY) }), 'none'],
    ['times that are null', pay({ expiresAt: null, effectiveAt: null }), 'none'],
  ])('of %s', (_name, body, slug) => expect(refusal(body)).toBe(slug));

  test('nets each account and currency, leaves system accounts out of the moves, and balances', () => {
    fc.assert(
      fc.property(anyBody, (body) => {
        if (refusal(body) !== 'none') return;
        const { legs, moves, pending } = plan(body);
        const sums = new Map<string, bigint>();
        for (const { side, amount, currency } of legs) {
          expect(amount > 0n).toBe(true);
          sums.set(currency, (sums.get(currency) ?? 0n) + (side === 'debit' ? -amount : amount));
        }
        expect([...sums.values()].every((sum) => sum === 0n)).toBe(true);
        expect(new Set(legs.map(({ account, currency }) => `${account} ${currency}`)).size).toBe(legs.length);
        expect(moves.some(({ account }) => account.startsWith('@'))).toBe(false);
        expect(new Set(moves.map(({ account }) => account)).size).toBe(moves.length);
        for (const { line } of moves) expect([line.amount === 0n, line.pending === 0n]).toEqual([pending, !pending]);
      }),
      { numRuns: runs(3000) },
    );
  });

  test('is the same for the same request, id and time, and never changes the request', () => {
    fc.assert(
      fc.property(anyBody, (body) => {
        if (refusal(body) !== 'none') return;
        const text = JSON.stringify(body);
        expect(transactionAnswer(plan(body))).toBe(transactionAnswer(plan(JSON.parse(text))));
        expect(JSON.stringify(body)).toBe(text);
      }),
      { numRuns: runs(500) },
    );
  });

  test('sums amounts past 10^18 and past 2^53 exactly', () => {
    const most = '9'.repeat(18);
    const { legs } = plan({
      currency: 'USD',
      postings: Array.from({ length: 48 }, () => ({ from: 'a', to: 'b', amount: most })),
    });
    expect(legs.map(({ amount }) => amount)).toEqual([48n * (10n ** 18n - 1n), 48n * (10n ** 18n - 1n)]);
  });

  test('answers times in UTC, whatever offset they came with', () => {
    const answer = JSON.parse(transactionAnswer(plan(pay({ effectiveAt: '2026-11-22T11:30:00+02:00' }))));
    expect([answer.effectiveAt, answer.createdAt]).toEqual(['2026-11-22T09:30:00.000Z', '2026-11-22T10:00:00.000Z']);
  });
});

describe('several transactions of one account, netted', () => {
  test('ask for the room of the worst prefix and not for that of the sum', () => {
    const step = fc.record({ debit: fc.boolean(), held: fc.boolean(), amount: fc.bigInt({ min: 1n, max: 50n }) });
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 8 }), fc.bigInt({ min: 0n, max: 100n }), (steps, room) => {
        const moves = steps.map(({ debit, held, amount }) => ({
          account: 'a',
          currencies: ['USD' as TransactionPlan['moves'][number]['currencies'][number]],
          line: {
            transactionId: 't',
            side: debit ? ('debit' as const) : ('credit' as const),
            amount: held ? 0n : amount,
            pending: held ? amount : 0n,
            at: 0,
          },
        }));
        const change = moves.reduce<AccountChange | undefined>(addMove, undefined);
        let left = { debit: room, credit: room };
        let each = true;
        for (const { debit, held, amount } of steps) {
          if ((debit ? left.debit : left.credit) < amount) each = false;
          const back = held ? 0n : amount;
          left = debit
            ? { debit: left.debit - amount, credit: left.credit + back }
            : { debit: left.debit + back, credit: left.credit - amount };
        }
        const needs = change?.needs ?? { debitHeadroom: 0n, creditHeadroom: 0n };
        expect(room >= needs.debitHeadroom && room >= needs.creditHeadroom).toBe(each);
        expect(change?.headroom).toEqual({ debitHeadroom: left.debit - room, creditHeadroom: left.credit - room });
      }),
      { numRuns: runs(3000) },
    );
  });
});

describe('what accounts refuse', () => {
  const most = '9'.repeat(18);
  const large = Array.from({ length: 48 }, () => ({ from: '@world', to: 'full', amount: most }));

  test('a balance past 10^27 is amount-too-large on either side, and uses no key', async () => {
    const rig = new Rig();
    rig.open('full', 'USD');
    rig.open('deep', 'USD', 'credit', 10n ** 27n);
    const item = rig.dynamo.items.get('acme#A#full|A') ?? {};
    rig.dynamo.items.set('acme#A#full|A', {
      ...item,
      c: { N: String(10n ** 27n) },
      cr: { N: '0' },
      dr: { N: String(10n ** 27n) },
    });
    const deep = rig.dynamo.items.get('acme#A#deep|A') ?? {};
    rig.dynamo.items.set('acme#A#deep|A', {
      ...deep,
      d: { N: String(10n ** 27n) },
      dr: { N: '0' },
      cr: { N: String(2n * 10n ** 27n) },
    });
    expect(outcome(await rig.pay('k1', { currency: 'USD', postings: large }))).toBe('amount-too-large');
    expect(
      outcome(await rig.pay('k2', { currency: 'USD', postings: [{ from: 'deep', to: '@world', amount: '1' }] })),
    ).toBe('amount-too-large');
    expect(
      outcome(await rig.pay('k1', { currency: 'USD', postings: [{ from: 'full', to: '@world', amount: '1' }] })),
    ).toBe('201');
  });

  test('stands in one order, whichever account is named first, and points at the line', async () => {
    const rig = new Rig();
    for (const id of ['frozen', 'closed', 'poor']) rig.open(id, 'USD');
    rig.open('euro', 'EUR');
    rig.setStatus('frozen', 'frozen');
    rig.setStatus('closed', 'closed');
    const order = [
      ['nobody', 'account-not-found'],
      ['closed', 'account-closed'],
      ['frozen', 'account-frozen'],
      ['euro', 'currency-mismatch'],
      ['poor', 'insufficient-funds'],
    ] as const;
    for (const [first, [worse, slug]] of order.entries()) {
      for (const [other] of order.slice(first + 1)) {
        const postings = [worse, other].map((from) => ({ from, to: '@world', amount: '1' }));
        const key = `${worse}-${other}`;
        const refused = await rig.pay(key, { currency: 'USD', postings: postings.toReversed() });
        expect([worse, other, outcome(refused)]).toEqual([worse, other, slug]);
        expect(JSON.parse(refused.text).errors[0].pointer).toBe('/postings/1/from');
        expect(outcome(await rig.dryRun({ currency: 'USD', postings }))).toBe(slug);
      }
    }
  });

  test('an account named in two currencies is a mismatch, or not found', async () => {
    const rig = new Rig();
    rig.open('a', 'USD', 'credit', 100n);
    const two = (account: string) => ({
      entries: [
        entry(account, 'debit', '1', 'USD'),
        entry('@w', 'credit', '1', 'USD'),
        entry(account, 'debit', '1', 'EUR'),
        entry('@w', 'credit', '1', 'EUR'),
      ],
    });
    expect(outcome(await rig.pay('k1', two('a')))).toBe('currency-mismatch');
    expect(outcome(await rig.pay('k2', two('b')))).toBe('account-not-found');
    expect(outcome(await rig.dryRun(two('a')))).toBe('currency-mismatch');
  });
});
