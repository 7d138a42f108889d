import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { addDays, civilDate } from '../../../functions/kernel/values/civil-date.ts';
import type { Basis } from '../../../functions/statements/contract/bases.ts';
import {
  type AccountStatement,
  type SignedEntry,
  StatementGathering,
} from '../../../functions/statements/model/statement/account-statement.ts';
import { beancountName, writeBeancount } from '../../../functions/statements/model/statement/write-beancount.ts';
import { camt053Fault, writeCamt053 } from '../../../functions/statements/model/statement/write-camt053.ts';
import { writeCsv } from '../../../functions/statements/model/statement/write-csv.ts';
import { writeHledger } from '../../../functions/statements/model/statement/write-hledger.ts';
import { writeJson } from '../../../functions/statements/model/statement/write-json.ts';
import { mt940Fault, writeMt940 } from '../../../functions/statements/model/statement/write-mt940.ts';
import { ofxFault, writeOfx } from '../../../functions/statements/model/statement/write-ofx.ts';
import { writeText } from '../../../functions/statements/model/statement/write-text.ts';
import { anyText } from '../../support/any-text.ts';
import { runs } from '../../support/runs.ts';
import { readOne } from '../kernel/formats/read.ts';

const START = civilDate(2023, 12, 20);
const RANGE = { from: addDays(START, 5), to: addDays(START, 25) };
const NOW = '2024-02-01T00:00:00Z';

/** Entries over New Year, some of which count on another day than they were booked on. */
const entries = fc.array(
  fc.record({
    amount: fc.bigInt({ min: -(10n ** 11n), max: 10n ** 11n }).filter((amount) => amount !== 0n),
    booked: fc.nat(30),
    late: fc.nat(3),
    description: fc.option(anyText(200), { nil: undefined }),
  }),
  { maxLength: 30, size: 'max' },
);
const currency = fc.constantFrom('EUR', 'JPY', 'KWD', 'CLF', 'HUF');
const basis = fc.constantFrom<Basis>('booked', 'effective');

const gathered = (
  of: string,
  by: Basis,
  made: readonly { amount: bigint; booked: number; late: number; description: string | undefined }[],
) => {
  const gathering = new StatementGathering({ account: 'ACC-1', currency: of, ...RANGE, basis: by }, 1_000);
  const sorted = made.toSorted((a, b) => a.booked - b.booked);
  for (const [index, { amount, booked, late, description }] of sorted.entries()) {
    const bookedOn = addDays(START, booked);
    const entry: SignedEntry = {
      version: index + 1,
      transactionId: `txn_${String(index).padStart(26, '0')}`,
      amount,
      bookedOn,
      effectiveOn: addDays(bookedOn, -late),
      description,
    };
    gathering.add(index + 1, entry);
  }
  return gathering.statement(sorted.length);
};

const text = (pieces: Iterable<string>): string => [...pieces].join('');

describe('a statement', () => {
  test('is opening balance, lines and closing balance, by either day, and complete where every version came', () => {
    fc.assert(
      fc.property(entries, currency, basis, (made, of, by) => {
        const statement = gathered(of, by, made);
        const sum = statement.lines.reduce((total, { amount }) => total + amount, 0n);
        expect(statement.opening + sum).toBe(statement.closing);
        expect(statement.in - statement.out).toBe(sum);
        expect(statement.complete).toBe(true);
        const days = statement.lines.map(({ bookedOn, effectiveOn }) => (by === 'booked' ? bookedOn : effectiveOn));
        expect(days).toEqual(days.toSorted());
        expect(statement.lines.at(-1)?.balance ?? statement.opening).toBe(statement.closing);
      }),
      { numRuns: runs(200) },
    );
  });

  test('is not complete where a version is missing, or has not come yet', () => {
    const wanted = { account: 'A', currency: 'EUR', ...RANGE, basis: 'booked' } as const;
    const gap = new StatementGathering(wanted, 10);
    gap.add(1, undefined);
    gap.add(3, undefined);
    expect(gap.statement(3).complete).toBe(false);
    const late = new StatementGathering(wanted, 10);
    late.add(1, undefined);
    expect(late.statement(2).complete).toBe(false);
    expect(late.statement(undefined).complete).toBe(true);
  });
});

describe('a statement that was written', () => {
  test('as MT940 reads back to the same balances, days and amounts, whatever its descriptions hold', () => {
    fc.assert(
      fc.property(entries, currency, basis, (made, of, by) => {
        const statement = gathered(of, by, made);
        const { head, lines, end } = readOne('mt940', text(writeMt940(statement)));
        expect([head.currency, head.opening?.amount, end.closing?.amount]).toEqual([
          of,
          statement.opening,
          statement.closing,
        ]);
        expect(lines.map(({ amount, bookedOn }) => [amount, bookedOn])).toEqual(
          statement.lines.map(({ amount, bookedOn, effectiveOn }) => [
            amount,
            by === 'booked' ? bookedOn : effectiveOn,
          ]),
        );
        expect(lines.map(({ endToEndId }) => endToEndId)).toEqual(
          statement.lines.map(({ transactionId, version }) => `${transactionId.slice(4)}-${version}`),
        );
      }),
      { numRuns: runs(200) },
    );
  });

  test('as OFX reads back to the same lines and closing balance', () => {
    fc.assert(
      fc.property(entries, currency, basis, (made, of, by) => {
        const statement = gathered(of, by, made);
        const { lines, end } = readOne('ofx', text(writeOfx(statement, NOW)));
        expect(end.closing?.amount).toBe(statement.closing);
        expect(lines.map(({ amount }) => amount)).toEqual(statement.lines.map(({ amount }) => amount));
      }),
      { numRuns: runs(200) },
    );
  });

  const one = (amount: bigint, of = 'JPY', description = 'a'): AccountStatement =>
    gathered(of, 'booked', [{ amount, booked: 10, late: 0, description }]);

  test('as camt.053 has each amount in the decimals of its currency, and text that XML can carry', () => {
    const written = text(writeCamt053(one(-1000n, 'JPY', 'A & <B>\u0000\n'), NOW));
    expect(written).toContain('<Amt Ccy="JPY">1000</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>');
    expect(written).toContain('<Ustrd>A &amp; &lt;B&gt;</Ustrd>');
    expect(text(writeCamt053(one(1234n, 'KWD'), NOW))).toContain(
      '<Amt Ccy="KWD">1.234</Amt><CdtDbtInd>CRDT</CdtDbtInd>',
    );
  });

  test('as CSV harms no spreadsheet, as text moves no cursor, as JSON has minor units', () => {
    const risky = one(5n, 'EUR', '=HYPERLINK("x")\u001b[2J');
    expect(text(writeCsv(risky))).toContain('"\'=HYPERLINK(""x"")');
    expect(text(writeText(risky))).not.toContain('\u001b');
    expect(JSON.parse(text(writeJson(risky)))).toMatchObject({
      opening: '0',
      in: '5',
      closing: '5',
      complete: true,
      lines: [{ amount: '5', balance: '5' }],
    });
  });

  test('is refused where a format has no room for it', () => {
    const long = { ...one(1n), account: 'A'.repeat(40) };
    expect(
      [mt940Fault(long), camt053Fault(long), ofxFault(long)].every((fault) => fault?.includes('--as') === true),
    ).toBe(true);
    expect(mt940Fault(one(10n ** 14n, 'EUR'))).toBeDefined();
    expect(mt940Fault(one(10n ** 14n - 1n, 'EUR'))).toBeUndefined();
    expect(camt053Fault(one(10n ** 18n))).toBeDefined();
  });
});

describe('names for beancount', () => {
  test.each([
    ['Assets:Bank', 'debit', 'Assets:Bank'],
    ['alice', 'credit', 'Liabilities:Folio:A-alice'],
    ['till', 'debit', 'Assets:Folio:A-till'],
    ['@world', undefined, 'Equity:Folio:A--40world'],
    ['assets:bank', 'debit', 'Assets:Folio:A-assets-3abank'],
    ['Assets:bank', 'debit', 'Assets:Folio:A-Assets-3abank'],
    ['Assets:Folio:A-till', 'debit', 'Assets:Folio:A-Assets-3aFolio-3aA-2dtill'],
  ] as const)('of %s', (id, side, name) => {
    expect(beancountName(id, side)).toBe(name);
  });

  test('are of no two ids the same', () => {
    const id = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9_.:-]{0,20}$/);
    fc.assert(
      fc.property(id, id, (a, b) => {
        if (a !== b) expect(beancountName(a, 'debit')).not.toBe(beancountName(b, 'debit'));
      }),
      { numRuns: runs(1_000) },
    );
  });
});

describe('a journal that was written', () => {
  const journal = {
    accounts: [{ id: 'alice', currency: 'EUR', normalBalance: 'credit', overdraft: 'none', metadata: {} }],
    ...{ systemAccounts: ['@fees'], currencies: ['EUR'], metadataKeys: [], lastDay: '2026-02-28' },
    asserted: [{ account: 'alice', currency: 'EUR', balance: -150n }],
  } as const;
  const transaction = {
    ...{ id: 'txn_1', at: '2026-02-28T23:59:59.999Z', metadata: {}, reference: undefined, description: 'Fee' },
    entries: [
      { account: 'alice', direction: 'credit', amount: '150', currency: 'EUR' },
      { account: '@fees', direction: 'debit', amount: '150', currency: 'EUR' },
    ],
  } as const;
  const textOf = async (write: typeof writeBeancount | typeof writeHledger) => {
    const transactions = (async function* () {
      yield transaction;
    })();
    let text = '';
    for await (const part of write({ ...journal, transactions })) text += part;
    return text;
  };

  test('for beancount asserts balances on the morning after its last day, since an assertion holds as a day begins', async () => {
    const text = await textOf(writeBeancount);
    expect(text).toContain('2026-02-28 * "Fee"');
    expect(text).toMatch(/^2026-03-01 balance \S+ {2}-1\.50 ~ 0 EUR$/m);
  });

  test('for hledger asserts them behind the last transaction of its last day', async () => {
    const text = await textOf(writeHledger);
    expect(text).toContain('\n2026-02-28 * (txn_1) Fee\n');
    expect(text).toMatch(/\n2026-02-28 \* balances of the ledger\n {4}alice {2}0 EUR = -1\.50 EUR\n$/);
  });
});
