import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { runs } from '../../support/runs.ts';
import { isProved, migrated, refusalOf, sample, sumsOf } from './migrated.ts';

const LISTS = sample('blnk/lists.json');
const [ledgers = '', balances = '', transactions = ''] = LISTS.split('\n');

describe("the lists of Blnk's API", () => {
  test('are booked with the balances that Blnk has, what is in flight included', () => {
    const found = migrated('blnk', LISTS);
    expect(isProved(found)).toBe(true);
    const held = found.rows.filter(({ kind }) => kind !== 'posted');
    expect(held.map(({ kind, stated, here }) => [kind, stated, here])).toEqual(
      expect.arrayContaining([
        ['held-credits', 6_000n, 6_000n],
        ['held-debits', 6_000n, 6_000n],
      ]),
    );
    const off = migrated(
      'blnk',
      LISTS.replace('"balance":667,', '"balance":668,').replace('"credit_balance":667,', '"credit_balance":668,'),
    );
    expect(off.rows.filter(({ is }) => is === 'differs').map(({ stated, here }) => [stated, here])).toEqual([
      [-668n, -667n],
    ]);
  });

  test('are read whichever of them comes first, and when pages overlap', () => {
    const bodies = (text: string) =>
      migrated('blnk', text).migration.journal.transactions.map(({ key, body }) => ({ key, body }));
    expect(bodies([transactions, balances, ledgers].join('\n'))).toEqual(bodies(LISTS));
    expect(bodies(`${LISTS}\n${transactions}`)).toEqual(bodies(LISTS));
  });

  test('keep names, metadata and references; what was not carried out or refused is named', () => {
    const { migration } = migrated('blnk', LISTS);
    const [first] = migration.journal.transactions;
    expect(first?.body).toMatchObject({
      reference: 'r1',
      description: 'Top up',
      metadata: { channel: 'card', n: '1.5' },
    });
    const titles = migration.journal.accounts.map(({ body }) => body.name).filter((name) => name !== undefined);
    expect(titles.toSorted()).toEqual(['@Fees', '@World', '@World']);
    const alice = migration.journal.accounts.find(
      ({ body }) => (body.metadata as Record<string, string>).owner === 'alice',
    );
    expect(alice?.body.metadata).toMatchObject({ level: '2', 'blnk-ledger': 'Customers' });
    const told = migration.unequal.map(({ what }) => what);
    for (const what of ['rejected', 'scheduled', 'currency', 'balance of another currency'])
      expect(told).toContain(what);
  });

  test('hold nothing of what was voided', () => {
    const inflight = (JSON.parse(transactions) as Record<string, string>[]).find(({ reference }) => reference === 'r6');
    const text = transactions.replace(
      '[{',
      `[${JSON.stringify({
        ...inflight,
        precise_amount: 3_000,
        transaction_id: 'txn_void',
        parent_transaction: inflight?.transaction_id,
        status: 'VOID',
        reference: 'v',
        created_at: '2026-12-01T05:59:00Z',
      })},{`,
    );
    const { migration } = migrated('blnk', [ledgers, balances, text].join('\n'));
    expect(migration.holds).toBe(1);
    expect(migration.unequal).toContainEqual(expect.objectContaining({ what: 'void' }));
  });

  test('are refused where they are cut, edited, of another form, or rounded', () => {
    const refusal = (text: string) => refusalOf('blnk', text);
    expect(refusal(`${ledgers}\n${transactions}`)).toMatch(/^Record \d+: its balance bln_\S+ is in no list/);
    expect(refusal(LISTS.slice(0, -200))).toMatch(/^Record \d+: it begins on line \d+ and is no whole JSON/);
    expect(refusal(LISTS.replace('"balance":667,', '"balance":668,'))).toMatch(/^Record \d+: balance .* it is edited/);
    expect(refusal(LISTS.replace('"indicator"', '"hint":1,"indicator"'))).toMatch(/^Record \d+: .*hint is no field/);
    expect(refusal(LISTS.replace('"status":"REJECTED"', '"status":"LOST"'))).toMatch(/^Record \d+: .*status/);
    expect(refusal(LISTS.replace('"precise_amount":12345,', '"precise_amount":1.2345e4,'))).toMatch(/precise_amount/);
    expect(
      refusal(
        LISTS.replace(
          '"precise_amount":400,"amount":4,"precision":100',
          '"precise_amount":4000,"amount":4,"precision":1000',
        ),
      ),
    ).toMatch(/^Record \d+: its precision is 100, and another one|^Record \d+: its precision is 1000, and another one/);
    expect(refusal(LISTS.replace('"amount":4,"precision":100', '"amount":4,"precision":150'))).toMatch(
      /^Record \d+: its precision 150 is no power of ten/,
    );
    expect(refusal(`${LISTS}\n${balances.replace('"version":0', '"version":1')}`)).toMatch(
      /stands there a second time/,
    );
  });
});

test('any amounts at any precision come to what Blnk adds up in whole units', () => {
  const transfer = fc.record({ from: fc.nat(3), to: fc.nat(3), amount: fc.bigInt({ min: 0n, max: 10n ** 14n }) });
  fc.assert(
    fc.property(fc.array(transfer, { minLength: 1, maxLength: 20 }), fc.integer({ min: 0, max: 3 }), (all, scale) => {
      const made = all.filter(({ from, to }) => from !== to);
      const sums = [0, 1, 2, 3].map((id) => ({
        debits: made.filter(({ from }) => from === id).reduce((sum, { amount }) => sum + amount, 0n),
        credits: made.filter(({ to }) => to === id).reduce((sum, { amount }) => sum + amount, 0n),
      }));
      const accounts = sums.map(({ debits, credits }, id) => {
        const zero = { version: 0, inflight_balance: 0, inflight_credit_balance: 0, inflight_debit_balance: 0 };
        const figures = {
          balance: String(credits - debits),
          credit_balance: String(credits),
          debit_balance: String(debits),
        };
        return { ...zero, ...figures, ledger_id: 'l', balance_id: `b${id}`, currency: 'KWD', created_at: '' };
      });
      const moves = made.map(({ from, to, amount }, index) => ({
        precise_amount: String(amount),
        amount: 0.1,
        precision: 10 ** scale,
        transaction_id: `t${index}`,
        source: `b${from}`,
        destination: `b${to}`,
        reference: `r${index}`,
        currency: 'KWD',
        status: 'APPLIED',
        created_at: '2026-01-01T00:00:00Z',
      }));
      const found = migrated('blnk', `${JSON.stringify(moves)}\n${JSON.stringify(accounts)}`);
      expect(found.migration.unbookable).toEqual([]);
      expect(found.rows.filter(({ is }) => is !== 'equal')).toEqual([]);
      for (const [id, { debits, credits }] of sums.entries())
        expect(sumsOf(found).get(`b${id}`) ?? 0n).toBe((debits - credits) * 10n ** BigInt(3 - scale));
    }),
    { numRuns: runs(100) },
  );
});
