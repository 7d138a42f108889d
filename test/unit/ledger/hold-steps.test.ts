import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type HoldStep, resolve } from '../../../functions/ledger/model/hold-resolution.ts';
import type { MadeTransaction } from '../../../functions/ledger/model/made-transaction.ts';

const AMOUNT = 500n;
const hold: MadeTransaction = {
  ...{ id: 'txn_1', state: 'pending', currency: 'USD', createdAt: '2026-11-22T10:00:00.000Z' },
  postings: [{ from: 'a', to: '@shop', amount: String(AMOUNT) }],
  entries: [
    { account: 'a', direction: 'debit', amount: String(AMOUNT), currency: 'USD' },
    { account: '@shop', direction: 'credit', amount: String(AMOUNT), currency: 'USD' },
  ],
};
const parts = fc.array(fc.bigInt({ min: 1n, max: 120n }), { minLength: 1, maxLength: 4 });
const end = fc.constantFrom('posted' as const, 'voided' as const, 'expired' as const);

describe('the steps of a hold that is posted in parts', () => {
  test('tell what each did alone, and of the whole what is posted and held by then', () => {
    fc.assert(
      fc.property(parts, end, (amounts, to) => {
        let now = hold;
        let posted = 0n;
        for (const amount of amounts) {
          const { view, step } = resolve(now, { to: 'posted', amount, keep: true }, 1);
          posted += amount;
          const { postings, entries, postedAmount, state, hold: whole } = step as HoldStep;
          expect([...(postings ?? []), ...entries].map((one) => one.amount)).toEqual(Array(3).fill(String(amount)));
          expect([state, postedAmount]).toEqual(['posted', String(amount)]);
          const left = String(AMOUNT - posted);
          expect(whole).toEqual({ state: 'pending', amount: '500', postedAmount: String(posted), heldAmount: left });
          now = view;
        }
        const last = to === 'posted' ? ({ to, amount: undefined, keep: false } as const) : { to };
        const { view, step, lines } = resolve(now, last, 2);
        const left = AMOUNT - posted;
        const moved = to === 'posted' ? left : 0n;
        expect(lines.map(({ account, line }) => [account, line.amount, line.pending])).toEqual([['a', moved, -left]]);
        expect([view.state, view.postedAmount]).toEqual([to, String(posted + moved)]);
        expect(step?.hold).toEqual({
          ...{ state: to, amount: '500', postedAmount: String(posted + moved), heldAmount: '0' },
        });
        expect([step?.state, step?.entries[0]?.amount, step?.postedAmount]).toEqual([
          ...[to, String(left), to === 'posted' ? String(left) : undefined],
        ]);
      }),
    );
  });
});
