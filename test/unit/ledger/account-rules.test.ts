import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Refusal } from '../../../functions/kernel/core/problem.ts';
import { BALANCE_LIMIT, type Currency } from '../../../functions/kernel/values/money.ts';
import { type Account, headroomOf, UNLIMITED } from '../../../functions/ledger/model/account.ts';
import { applyLine } from '../../../functions/ledger/model/account-change.ts';
import { patchOverdraft, patchProfile } from '../../../functions/ledger/model/account-patch.ts';
import { accountView, etagOf, namesTag } from '../../../functions/ledger/model/account-view.ts';
import { posted, type Totals } from '../../../functions/ledger/model/entry-history.ts';

const accountOf = (totals: Totals, normal: 'debit' | 'credit', overdraft: bigint): Account => ({
  ...totals,
  ...headroomOf(totals, normal, overdraft),
  id: 'acc',
  currency: 'USD' as Currency,
  normal,
  status: 'open',
  overdraft,
  version: 3,
  revision: 1,
  createdAt: 0,
});

const minor = fc.bigInt(0n, 10n ** 20n);
const totals = fc.record({ debits: minor, credits: minor, pendingDebits: minor, pendingCredits: minor });
const normal = fc.constantFrom('debit' as const, 'credit' as const);
const limit = fc.bigInt(1n, 10n ** 18n - 1n);

describe('what is available', () => {
  test('is never more than a balance may be, though the overdraft may reach further', () => {
    const sums = { debits: 0n, credits: BALANCE_LIMIT - 1n, pendingDebits: 0n, pendingCredits: 0n };
    const { balance } = accountView(accountOf(sums, 'credit', 5_000n), { name: undefined, metadata: {} });
    expect([balance.posted, balance.available]).toEqual([String(BALANCE_LIMIT - 1n), String(BALANCE_LIMIT)]);
  });

  test('is the balance less what is held to go out plus the overdraft, on either normal side', () => {
    fc.assert(
      fc.property(totals, normal, limit, (sums, side, overdraft) => {
        const account = accountOf(sums, side, overdraft);
        const { balance } = accountView(account, { name: undefined, metadata: {} });
        const held = side === 'credit' ? sums.pendingDebits : sums.pendingCredits;
        expect(BigInt(balance.posted)).toBe(posted(sums, side));
        expect(BigInt(balance.pendingOut)).toBe(held);
        expect(BigInt(balance.available ?? '')).toBe(posted(sums, side) - held + overdraft);
      }),
    );
  });

  test('is null without a limit', () => {
    const none = { debits: 0n, credits: 0n, pendingDebits: 0n, pendingCredits: 0n };
    const view = accountView(accountOf(none, 'credit', UNLIMITED), { name: undefined, metadata: {} });
    expect([view.overdraft, view.balance.available]).toEqual(['unlimited', null]);
  });
});

describe('a change of the overdraft', () => {
  test('is refused exactly where it would leave less than nothing available', () => {
    fc.assert(
      fc.property(totals, normal, limit, limit, (sums, side, before, after) => {
        const account = accountOf(sums, side, before);
        const held = side === 'credit' ? sums.pendingDebits : sums.pendingCredits;
        const left = posted(sums, side) - held + after;
        const change = () => patchOverdraft(account, { overdraft: { limit: after.toString() as never } });
        if (before === after) expect(change()).toBeUndefined();
        else if (left < 0n) expect(change()).toBeInstanceOf(Refusal);
        else expect(change()).toEqual(accountOf(sums, side, after));
      }),
    );
  });
});

describe('an account after a line', () => {
  const step = fc.record({ side: normal, amount: minor, pending: minor });

  test('has its totals, the headroom that these leave, and a version more', () => {
    fc.assert(
      fc.property(totals, normal, limit, step, (sums, grows, overdraft, { side, amount, pending }) => {
        const before = accountOf(sums, grows, overdraft);
        const after = applyLine(before, { transactionId: 't', side, amount, pending, at: 0 });
        const next =
          side === 'debit'
            ? { ...sums, debits: sums.debits + amount, pendingDebits: sums.pendingDebits + pending }
            : { ...sums, credits: sums.credits + amount, pendingCredits: sums.pendingCredits + pending };
        expect(after).toEqual({ ...accountOf(next, grows, overdraft), version: before.version + 1 });
      }),
    );
  });
});

describe('a merge patch', () => {
  const profile = { name: 'Main', metadata: { a: '1', b: '2' } };

  test('keeps what it does not name', () => {
    expect(patchProfile(profile, {})).toBeUndefined();
    expect(patchProfile(profile, { metadata: { c: '3' } })).toEqual({
      name: 'Main',
      metadata: { a: '1', b: '2', c: '3' },
    });
  });

  test('removes by null and replaces by value, keys in their places', () => {
    const patched = patchProfile(profile, { name: null, metadata: { a: '9', b: null } });
    expect(JSON.stringify(patched)).toBe(JSON.stringify({ name: undefined, metadata: { a: '9' } }));
  });

  test('of null removes all metadata, and nothing where there is none', () => {
    expect(patchProfile(profile, { metadata: null })).toEqual({ name: 'Main', metadata: {} });
    expect(patchProfile({ name: 'Main', metadata: {} }, { metadata: null })).toBeUndefined();
  });

  test('takes a key called __proto__ for a key like any other', () => {
    const patch = JSON.parse('{"metadata":{"__proto__":"x"}}') as { metadata: Record<string, string> };
    const patched = patchProfile(profile, patch);
    expect(Object.keys(patched?.metadata ?? {})).toEqual(['a', 'b', '__proto__']);
    expect(({} as Record<string, unknown>).x).toBeUndefined();
  });
});

describe('If-Match', () => {
  const etag = etagOf({ version: 7, revision: 2 });

  test('names a version by its tag, by a list that has it, or by a star', () => {
    expect(etag).toBe('"7.2"');
    for (const header of ['"7.2"', '"1.1", "7.2"', '*', ' "7.2" '])
      expect([header, namesTag(header, etag)]).toEqual([header, true]);
  });

  test('does not name it weakly, without quotes or by another tag', () => {
    for (const header of ['W/"7.2"', '7.2', '"7.3"', '', '"7.2', '"*"']) {
      expect([header, namesTag(header, etag)]).toEqual([header, false]);
    }
  });
});
