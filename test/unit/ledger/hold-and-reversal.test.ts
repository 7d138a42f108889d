import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { resolve, singleAmount } from '../../../functions/ledger/model/hold-resolution.ts';
import { legsOf } from '../../../functions/ledger/model/leg.ts';
import type { MadeEntry, MadeTransaction } from '../../../functions/ledger/model/made-transaction.ts';
import { assertReversible, reversalOf } from '../../../functions/ledger/model/reversal.ts';

const AT = Date.parse('2026-11-22T10:00:00Z');
const amount = fc.bigInt(1n, 10n ** 18n - 1n);

const holdOf = (held: bigint, more: Partial<MadeTransaction> = {}): MadeTransaction => ({
  id: 'txn_1',
  state: 'pending',
  currency: 'USD',
  postings: [{ from: 'payer', to: 'payee', amount: held.toString() }],
  entries: [
    { account: 'payer', direction: 'debit', amount: held.toString(), currency: 'USD' },
    { account: 'payee', direction: 'credit', amount: held.toString(), currency: 'USD' },
  ],
  createdAt: '2026-11-22T09:00:00.000Z',
  ...more,
});

describe('the end of a hold', () => {
  test('releases all that was held and posts no more than asked, on both sides alike', () => {
    fc.assert(
      fc.property(amount, amount, (a, b) => {
        const [part, held] = a < b ? [a, b] : [b, a];
        const resolution = resolve(holdOf(held), { to: 'posted', amount: part, keep: false }, AT);
        expect(resolution.postedAmount).toBe(part);
        expect(resolution.lines.map(({ line }) => [line.side, line.amount, line.pending])).toEqual([
          ['debit', part, -held],
          ['credit', part, -held],
        ]);
      }),
    );
  });

  test('posts nothing when voided or expired', () => {
    for (const to of ['voided', 'expired'] as const) {
      const resolution = resolve(holdOf(7n), { to }, AT);
      expect(resolution.lines.map(({ line }) => line.amount)).toEqual([0n, 0n]);
      expect([resolution.view.state, resolution.postedAmount]).toEqual([to, undefined]);
    }
  });

  test('counts from when it ended, or from the time that the client gave', () => {
    const [plain] = resolve(holdOf(7n), { to: 'voided' }, AT).lines;
    expect([plain?.line.at, plain?.line.effectiveAt]).toEqual([AT, undefined]);
    const [dated] = resolve(holdOf(7n, { effectiveAt: '2026-01-01T00:00:00.000Z' }), { to: 'voided' }, AT).lines;
    expect(dated?.line.effectiveAt).toBe(Date.parse('2026-01-01T00:00:00Z'));
  });

  test('moves no system account, which the relay folds from the receipt', () => {
    const entries: MadeEntry[] = [
      { account: 'payer', direction: 'debit', amount: '7', currency: 'USD' },
      { account: '@fees', direction: 'credit', amount: '7', currency: 'USD' },
    ];
    const resolution = resolve(holdOf(7n, { entries }), { to: 'posted', amount: undefined, keep: false }, AT);
    expect(resolution.lines.map(({ account }) => account)).toEqual(['payer']);
  });

  test('keeps members of the answer that it does not know', () => {
    const hold = { ...holdOf(7n), addedByALaterRelease: [1, { two: '3' }] };
    const { view } = resolve(hold, { to: 'posted', amount: undefined, keep: false }, AT);
    expect(view).toEqual({ ...hold, state: 'posted', postedAmount: '7' });
  });

  test('in part is for one posting: neither two nor entries have a single amount', () => {
    const posting = { from: 'a', to: 'b', amount: '1' };
    expect(singleAmount(holdOf(7n))).toBe(7n);
    expect(singleAmount(holdOf(7n, { postings: [posting, posting] }))).toBeUndefined();
    expect(singleAmount(holdOf(7n, { postings: null }))).toBeUndefined();
  });

  test('asserts that a part is no more than what is held', () => {
    expect(() => resolve(holdOf(7n), { to: 'posted', amount: 8n, keep: false }, AT)).toThrow(
      'a part is at most what is held',
    );
    expect(() => resolve(holdOf(7n, { postings: null }), { to: 'posted', amount: 1n, keep: false }, AT)).toThrow(
      'a part is of one posting',
    );
  });
});

describe('a reversal', () => {
  const opposite = { debit: 'credit', credit: 'debit' } as const;
  const netted = (made: MadeTransaction) =>
    legsOf(reversalOf(made, undefined)).map(({ account, side, amount: minor }) => [account, side, minor.toString()]);

  test('is the opposite of every entry, whatever the netted sums', () => {
    fc.assert(
      fc.property(fc.bigInt(1n, 48n * (10n ** 18n - 1n)), (sum) => {
        const made = { ...holdOf(1n), state: 'posted' as const, postings: null, entries: holdOf(sum).entries };
        const expected = made.entries.map(({ account, direction }) => [account, opposite[direction], sum.toString()]);
        expect(netted(made)).toEqual(expected);
      }),
    );
  });

  test('carries the note of its client, and nothing where there is none', () => {
    const made = { ...holdOf(7n), state: 'posted' as const };
    const note = { description: 'Taken back', effectiveAt: '2026-11-22T09:30:00.000Z', metadata: { case: '4711' } };
    expect(reversalOf(made, note)).toMatchObject(note);
    for (const name of ['description', 'effectiveAt', 'metadata'] as const) {
      const alone = reversalOf(made, { [name]: note[name] });
      expect(Object.keys(alone).toSorted()).toEqual(['currency', name, 'postings'].toSorted());
    }
    expect(Object.keys(reversalOf(made, undefined)).toSorted()).toEqual(['currency', 'postings']);
  });

  test('of a hold posted in part is of that part', () => {
    const made: MadeTransaction = { ...holdOf(7n), state: 'posted', postedAmount: '3' };
    expect(netted(made)).toEqual([
      ['payee', 'debit', '3'],
      ['payer', 'credit', '3'],
    ]);
  });

  test('is refused of all but what was posted and is not linked yet', () => {
    expect(() => assertReversible({ ...holdOf(7n), state: 'posted' })).not.toThrow();
    for (const state of ['pending', 'voided', 'expired'] as const) {
      expect(() => assertReversible({ ...holdOf(7n), state })).toThrow();
    }
    expect(() => assertReversible({ ...holdOf(7n), state: 'posted', reversedBy: 'txn_2' })).toThrow();
    expect(() => assertReversible({ ...holdOf(7n), state: 'posted', reverses: 'txn_0' })).toThrow();
  });
});
