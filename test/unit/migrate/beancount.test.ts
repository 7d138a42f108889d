import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Journal, JournalTransaction } from '../../../functions/statements/model/statement/journal.ts';
import { signed } from '../../../functions/statements/model/statement/journal.ts';
import { writeBeancount } from '../../../functions/statements/model/statement/write-beancount.ts';
import { runs } from '../../support/runs.ts';
import { isProved, migrated, sample, sumsOf } from './migrated.ts';

const PRINTED = sample('beancount/printed.beancount');
const BALANCES = sample('beancount/balances.csv');
const lines = PRINTED.split('\n');
const lineWith = (text: string): number => lines.findIndex((line) => line.includes(text)) + 1;

describe('what beancount prints', () => {
  test('is booked with the balances that bean-query computes, to the last unit', () => {
    const found = migrated('beancount', PRINTED, { balances: BALANCES });
    expect(isProved(found)).toBe(true);
    const sums = sumsOf(found);
    expect(Object.fromEntries(sums)).toEqual({
      'Assets:Bank': -1_128_075n,
      'Assets:Bank.USD': 11_000n,
      'Assets:K-se:Vorrat.c3a4de07f1353dd4': 1_200_000n,
      'Equity:Opening': -100_000n,
      'Expenses:Food': 1_575n,
      'Income:Gains': -3_000n,
      'Liabilities:Card': -500n,
      'migration:beancount:conversions': 30_000n,
      'migration:beancount:conversions.USD': -11_000n,
    });
    // The CSV of bean-query is the only thing that says so: one unit off is told of.
    const off = migrated('beancount', PRINTED, { balances: BALANCES.replace('-11280.75', '-11280.76') });
    expect(off.rows.filter(({ is }) => is === 'differs').map(({ account }) => account)).toEqual(['Assets:Bank']);
  });

  test('names what has no equal by its line, and drops none of it', () => {
    const { migration } = migrated('beancount', PRINTED, { balances: BALANCES });
    const told = migration.unequal.map(({ place, what }) => `${place} ${what}`);
    for (const [what, text] of [
      ['commodity', 'commodity EUR'],
      ['pad', 'pad Assets:Bank'],
      ['note', 'note Assets:Bank'],
      ['metadata of a posting', 'gesehen'],
      ['cost', '3.5 HOOL'],
      ['currency', '3.5 HOOL'],
      ['price', '110.00 USD @'],
      ['flag of a posting', '! Assets:Bank'],
      ['price', 'price HOOL'],
      ['event', 'event "location"'],
      ['query', 'query "all"'],
      ['custom', 'custom "budget"'],
      ['close', 'close Assets:Empty'],
      ['booking method', 'FIFO'],
    ] as const)
      expect(told).toContain(`${lineWith(text)} ${what}`);
  });

  test('keeps payee, lines of a narration, flags, tags, links and metadata', () => {
    const { migration } = migrated('beancount', PRINTED);
    const bodies = migration.journal.transactions.map(({ body }) => body);
    expect(bodies[1]).toMatchObject({
      description: 'Bäckerei | Brot "dunkel" \\ hell\nzweite Zeile',
      effectiveAt: '2024-01-04T00:00:00Z',
      metadata: {
        beleg: 'R-17',
        tag: '2024-01-04',
        menge: '2.5',
        'beancount-payee': 'Bäckerei',
        'beancount-tags': 'alltag essen',
        'beancount-links': 'beleg-1',
      },
    });
    expect(bodies[0]).toMatchObject({ metadata: { 'beancount-flag': 'P' } });
    expect(bodies[2]).toMatchObject({ metadata: { 'beancount-flag': '!' } });
  });

  test('has keys that are the same at each export, and go on where it is longer', () => {
    const keys = (text: string) => migrated('beancount', text).migration.journal.transactions.map(({ key }) => key);
    const all = keys(PRINTED);
    expect(new Set(all).size).toBe(all.length);
    expect(all[4]).toBe('migrate:beancount:2024-01-07:1');
    const longer = `${PRINTED}\n2024-02-01 * "more"\n  Assets:Bank  -1.00 EUR\n  Expenses:Food  1.00 EUR\n`;
    expect(keys(longer).slice(0, all.length)).toEqual(all);
    expect(migrated('beancount', PRINTED, { prefix: 'b1:' }).migration.journal.transactions[0]?.key).toBe(
      'migrate:beancount:b1:2024-01-02:1',
    );
  });

  test('is never proved where it was cut, at whatever line', () => {
    const last = lineWith('Expenses:Food      5.00');
    for (let cut = 1; cut < last; cut += 1) {
      const text = lines.slice(0, cut).join('\n');
      let proved = false;
      try {
        proved = isProved(migrated('beancount', text, { balances: BALANCES }));
      } catch (error) {
        expect(String(error)).toMatch(/Line \d+: .*Nothing was sent\./s);
      }
      expect([cut, proved]).toEqual([cut, false]);
    }
  });

  test('is not proved without balances, except where an assertion stands behind the last transaction', () => {
    const { rows } = migrated('beancount', PRINTED);
    const of = (account: string, currency: string) =>
      rows.find((row) => row.account === account && row.currency === currency)?.is;
    expect(of('Assets:Bank', 'EUR')).toBe('not-stated');
    expect(of('Assets:Bank', 'USD')).toBe('equal');
  });
});

describe('a file that is not what beancount prints', () => {
  const refusal = (text: string, balances?: string): string => {
    try {
      migrated('beancount', text, balances === undefined ? {} : { balances });
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
    return 'taken';
  };
  const OPEN = '2024-01-01 open Assets:A\n2024-01-01 open Assets:B\n';
  const booked = (posting: string): string => `${OPEN}2024-01-02 * "x"\n  Assets:A  ${posting}\n  Assets:B  -1 USD\n`;

  test.each([
    ['include "other.beancount"', 1, 'is for beancount itself'],
    ['plugin "x"', 1, 'is for beancount itself'],
    [`${OPEN}2024-01-02 * "x"\n  Assets:A\n  Assets:B  1 USD\n`, 4, 'has no amount'],
    [`${OPEN}2024-01-02 * "x"\n  Assets:A  1 US`, 4, 'taken'],
    [`${OPEN}2024-01-02 * "cut in the te`, 3, 'the file is cut'],
    [`${OPEN}2024-01-02 * "x"\n  Assets:A  1.`, 4, 'is no posting'],
    [`${OPEN}2024-01-02 mint Assets:A\n`, 3, 'there is no directive "mint"'],
    [`${OPEN}2024-01-01 open Assets:A\n`, 3, 'a second time'],
    ['2024-01-02 * "x"\n  Assets:A  1 USD\n  Assets:B  -1 USD\n', 1, 'opened nowhere before'],
    [booked('1.005 USD'), 4, 'finer than the smallest unit'],
    [booked(`${'9'.repeat(40)} USD`), 4, 'longer than a balance'],
    [`${booked('1 USD')}2024-01-03 balance Assets:A  2.00 USD\n`, 6, 'some are missing'],
    [`${OPEN}2024-01-02 * "x"\n  key: "1"\n  key: "2"\n`, 3, 'stands there twice'],
    ['{"tdate": "2024-01-01"}\n', 1, 'no directive of beancount'],
  ] as const)('is refused with its line: %j', (text, line, says) => {
    const told = refusal(text);
    expect(told).toContain(says);
    if (says !== 'taken') expect(told).toMatch(new RegExp(`^Line ${line}: `));
  });

  test('is told of where its balances are none', () => {
    expect(refusal(PRINTED, 'a,b\n1,2\n')).toMatch(/^Line 1: the balances have the columns/);
    expect(refusal(PRINTED, `${BALANCES}Assets:Bank,EUR,x\n`)).toMatch(/^Line \d+: the balance "x"/);
  });
});

const amount = fc.bigInt({ min: 1n, max: 10n ** 17n });
const account = fc.constantFrom('acc_a', 'acc_b', 'Assets:Bank', 'odd.id', '@world');
const text = fc.string({ maxLength: 40, unit: 'grapheme' });
const transfers = fc.array(
  fc.record({
    from: account,
    to: account,
    amount,
    currency: fc.constantFrom('EUR', 'JPY', 'KWD', 'CLF'),
    day: fc.integer({ min: 0, max: 27 }),
    said: text,
  }),
  { minLength: 1, maxLength: 30 },
);

const written = async (made: readonly JournalTransaction[]): Promise<string> => {
  const pairs = new Map<string, bigint>();
  for (const { entries } of made)
    for (const entry of entries) {
      const key = `${entry.account} ${entry.currency}`;
      pairs.set(key, (pairs.get(key) ?? 0n) + signed(entry));
    }
  const journal: Journal = {
    accounts: [...new Set([...pairs.keys()].map((key) => key.split(' ')[0] ?? ''))]
      .filter((id) => !id.startsWith('@'))
      .map((id) => ({ id, currency: '', normalBalance: 'debit', overdraft: 'unlimited', metadata: {} })),
    systemAccounts: ['@world'],
    currencies: [],
    metadataKeys: [],
    transactions: (async function* () {
      yield* made;
    })(),
    asserted: [...pairs].map(([key, balance]) => {
      const [id = '', currency = ''] = key.split(' ');
      return { account: id, currency, balance };
    }),
    lastDay: '2024-01-28',
  };
  let all = '';
  for await (const piece of writeBeancount(journal)) all += piece;
  return all;
};

test('whatever "folio export" writes for beancount is read back with every balance that it asserts', async () => {
  await fc.assert(
    fc.asyncProperty(transfers, async (all) => {
      const made = all
        .filter(({ from, to }) => from !== to)
        .map(
          ({ from, to, amount: minor, currency, day, said }, index): JournalTransaction => ({
            id: `txn_${index}`,
            at: `2024-01-${String(day + 1).padStart(2, '0')}T00:00:00.000Z`,
            entries: [
              { account: from, direction: 'debit', amount: String(minor), currency },
              { account: to, direction: 'credit', amount: String(minor), currency },
            ],
            description: said,
            metadata: {},
          }),
        )
        .toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
      if (made.length === 0) return;
      const found = migrated('beancount', await written(made));
      expect(found.migration.unbookable).toEqual([]);
      expect(found.rows.filter(({ is }) => is !== 'equal')).toEqual([]);
      expect(found.migration.journal.transactions.length).toBe(made.length);
    }),
    { numRuns: runs(100) },
  );
});
