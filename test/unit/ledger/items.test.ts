import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Item } from '../../../functions/kernel/aws/attributes.ts';
import type { Currency } from '../../../functions/kernel/values/money.ts';
import { type Account, headroomOf } from '../../../functions/ledger/model/account.ts';
import type { Line } from '../../../functions/ledger/model/entry.ts';
import { accountItem, readAccount, readRevision } from '../../../functions/ledger/store/table/account-item.ts';
import { linkAttributes, readLink } from '../../../functions/ledger/store/table/entry-item.ts';
import { dueBuckets, expiryBucket } from '../../../functions/ledger/store/table/expiry-index.ts';
import {
  accountKey,
  birthSort,
  entrySort,
  parsePartition,
  receiptKey,
  referencePartition,
  systemKey,
  transactionKey,
} from '../../../functions/ledger/store/table/keys.ts';
import { readLines, writeLines } from '../../../functions/ledger/store/table/lines.ts';

const balance = fc.bigInt(-(10n ** 27n), 10n ** 27n);
const positive = fc.bigInt(0n, 10n ** 27n);
const account = fc
  .record({
    debits: positive,
    credits: positive,
    pendingDebits: positive,
    pendingCredits: positive,
    normal: fc.constantFrom('debit' as const, 'credit' as const),
    status: fc.constantFrom('open' as const, 'frozen' as const, 'closed' as const),
    overdraft: positive,
    version: fc.nat(),
    revision: fc.nat(),
    createdAt: fc.nat({ max: 4_000_000_000_000 }),
  })
  .map(
    (made): Account => ({
      ...made,
      ...headroomOf(made, made.normal, made.overdraft),
      id: 'acc',
      currency: 'USD' as Currency,
    }),
  );
const line = fc
  .record({
    transactionId: fc.constant('txn_1'),
    side: fc.constantFrom('debit' as const, 'credit' as const),
    amount: positive,
    pending: balance,
    at: fc.nat({ max: 4_000_000_000_000 }),
    effectiveAt: fc.option(fc.nat({ max: 4_000_000_000_000 }), { nil: undefined }),
  })
  .map(({ effectiveAt, ...rest }): Line => (effectiveAt === undefined ? rest : { ...rest, effectiveAt }));

const REVISION = { at: 5, actor: 'cli', requestId: 'req' };

describe('items', () => {
  test('give back every account digit for digit, and ignore attributes of later releases', () => {
    fc.assert(
      fc.property(account, (made) => {
        const item = { ...accountItem('acme', made, REVISION), addedLater: { S: 'x' } };
        expect(readAccount(item)).toEqual(made);
        expect(readRevision(item)).toEqual(REVISION);
      }),
    );
  });

  test('give back lines, and ignore members of later releases', () => {
    fc.assert(fc.property(fc.array(line), (lines) => expect(readLines(writeLines(lines))).toEqual(lines)));
    expect(readLines('[["txn_1","d","5","0",7,null,"later"]]')).toEqual([
      { transactionId: 'txn_1', side: 'debit', amount: 5n, pending: 0n, at: 7 },
    ]);
  });

  test('of an account stay below 1 KB with the longest id and the largest numbers', () => {
    const sums = { debits: 10n ** 27n, credits: 10n ** 27n, pendingDebits: 10n ** 27n, pendingCredits: 10n ** 27n };
    const made: Account = {
      ...sums,
      ...headroomOf(sums, 'credit', 10n ** 27n),
      id: 'a'.repeat(64),
      currency: 'USD' as Currency,
      normal: 'credit',
      status: 'closed',
      overdraft: 10n ** 27n,
      version: Number.MAX_SAFE_INTEGER,
      revision: 10 ** 9,
      createdAt: 4_000_000_000_000,
    };
    const revision = { at: 4_000_000_000_000, actor: `cli_${'0'.repeat(26)}`, requestId: 'r'.repeat(36) };
    const lines = writeLines([
      {
        transactionId: `txn_${'0'.repeat(26)}`,
        side: 'debit',
        amount: 10n ** 18n,
        pending: -(10n ** 18n),
        at: 4e12,
        effectiveAt: 4e12,
      },
    ]);
    const item: Item = { ...accountItem('t'.repeat(64), made, revision), ls: { S: lines } };
    // A number takes a byte for two digits and one more; counting its digits is more than that.
    const bytes = Object.entries(item).reduce(
      (sum, [name, value]) => sum + name.length + String(value.S ?? value.N).length,
      0,
    );
    expect(bytes).toBeLessThan(1024);
  });
});

describe('keys', () => {
  test('of two tenants never meet, and neither a tenant nor an id can hold the separator', () => {
    expect(accountKey('acme', 'x').pk).not.toEqual(accountKey('globex', 'x').pk);
    for (const [tenant, id] of [
      ['acme#A', 'x'],
      ['acme', 'x#A'],
      ['', 'x'],
      ['acme', ''],
    ] as const) {
      expect(() => accountKey(tenant, id)).toThrow();
      expect(() => transactionKey(tenant, id)).toThrow();
      expect(() => receiptKey(tenant, id)).toThrow();
    }
    expect(() => referencePartition('acme#A', 'r')).toThrow();
  });

  test('are taken apart again, a system account with its currency', () => {
    expect(parsePartition(accountKey('acme', 'a:b').pk.S)).toEqual({ tenant: 'acme', part: 'A', id: 'a:b' });
    expect(parsePartition(systemKey('acme', '@fees', 'USD').pk.S)).toEqual({
      tenant: 'acme',
      part: 'A',
      id: '@fees',
      currency: 'USD',
    });
    expect(parsePartition('something else')).toBeUndefined();
  });

  test('of entries and births sort as their numbers do', () => {
    const number = fc.nat({ max: 10 ** 14 });
    fc.assert(
      fc.property(number, number, (a, b) => {
        expect(entrySort(a) < entrySort(b)).toBe(a < b);
        expect(birthSort(a, 'x') < birthSort(b, 'x')).toBe(a < b);
      }),
    );
  });
});

describe('the link of an entry', () => {
  test('is read as it was written, though what was back-dated came to nothing', () => {
    const link = fc
      .record({
        commitAt: fc.nat(),
        backTotal: fc.bigInt({ min: -9n, max: 9n }),
        backCount: fc.nat({ max: 4 }),
        backDated: fc.boolean(),
      })
      .map((one) => (one.backCount === 0 ? { ...one, backTotal: 0n, backDated: false } : one));
    fc.assert(fc.property(link, (one) => expect(readLink(linkAttributes(one))).toEqual(one)));
    expect(readLink({})).toBeUndefined();
  });
});

describe('the expiry index', () => {
  test('keeps every hold where a sweep looks for it, from the moment it is due and for a week', () => {
    const WEEK_MS = 7 * 24 * 3_600_000;
    fc.assert(
      fc.property(fc.nat({ max: 4_000_000_000_000 }), fc.nat({ max: WEEK_MS }), fc.string(), (expiresAt, late, id) => {
        expect(dueBuckets(expiresAt + late)).toContain(expiryBucket(expiresAt, id));
      }),
    );
  });
});
