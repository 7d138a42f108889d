import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { formatMajor } from '../../../functions/kernel/values/money.ts';
import { runs } from '../../support/runs.ts';
import { isProved, migrated, sample, sumsOf } from './migrated.ts';

const PRINTED = sample('hledger/print.json');
const BALANCES = sample('hledger/balances.json');
const DOLLARS = { $: { code: 'USD', scale: 2 } } as const;
const all = { balances: BALANCES, currencies: DOLLARS };

describe('what hledger prints as JSON', () => {
  test('is booked with the balances that hledger computes, past the digits of a float too', () => {
    const found = migrated('hledger', PRINTED, all);
    expect(isProved(found)).toBe(true);
    const sums = sumsOf(found);
    expect(sums.get('equity:opening')).toBe(-900_719_925_474_199_301n);
    expect(sums.get('assets:eur')).toBe(215_075n);
    expect(sums.get('budget:food')).toBe(-1_050n);
    expect(sums.get('migration:hledger:virtual')).toBe(1_050n);
    const off = migrated('hledger', PRINTED, {
      ...all,
      balances: BALANCES.replace('900719925474178651', '900719925474178652'),
    });
    expect(off.rows.filter(({ is }) => is === 'differs').map(({ account }) => account)).toEqual([
      'assets:bank account',
    ]);
  });

  test('keeps code, description, tags, comment and status; names what has no equal by its record', () => {
    const { migration } = migrated('hledger', PRINTED, all);
    const [opening, shop] = migration.journal.transactions.map(({ body }) => body);
    expect(opening).toMatchObject({ reference: 'c-1', description: 'Opening | bank', metadata: { source: 'bank' } });
    expect(shop).toMatchObject({ metadata: { ref: 'R-17', 'hledger-status': 'pending' } });
    const told = migration.unequal.map(({ place, what }) => `${place} ${what}`);
    for (const one of [
      '2 comment of a posting',
      '2 virtual posting',
      '3 cost',
      '4 balance assertion',
      '5 commodity',
      '6 second date',
      '6 date of a posting',
      '7 moves nothing',
    ])
      expect(told).toContain(one);
  });

  test('is not proved where an amount was edited that no assertion holds', () => {
    const edited = PRINTED.replace('"decimalMantissa": 1050,', '"decimalMantissa": 1051,');
    expect(isProved(migrated('hledger', edited, all))).toBe(false);
  });

  test('needs to be told what a symbol means: a dollar sign is of twenty countries', () => {
    const { migration, rows } = migrated('hledger', PRINTED, { balances: BALANCES });
    expect(migration.unequal.filter(({ what }) => what === 'commodity').length).toBeGreaterThan(10);
    expect(rows.map(({ currency }) => currency)).not.toContain('USD');
  });

  test('is refused where it is cut, edited, not of this form, or out of order', () => {
    const refusal = (text: string, balances = BALANCES): string => {
      try {
        migrated('hledger', text, { ...all, balances });
      } catch (error) {
        return error instanceof Error ? error.message : String(error);
      }
      return 'taken';
    };
    expect(refusal(PRINTED.slice(0, PRINTED.length / 2))).toMatch(
      /^Record \d: it begins on line \d+ and is no whole JSON/,
    );
    expect(refusal(PRINTED.replace(/\]\s*$/, ''))).toMatch(/^Record 8: the list does not go on behind it/);
    expect(refusal(PRINTED.replace('"tcode"', '"tnew": 1, "tcode"'))).toMatch(/^Record 1: .*tnew is no field/);
    expect(refusal(PRINTED.replace('RegularPosting', 'RealPosting'))).toMatch(/^Record 1: .*ptype/);
    expect(refusal(PRINTED.replace('"tdate": "2024-01-02"', '"tdate": "2024-01-09"'))).toMatch(/^Record 3: .*order/);
    expect(refusal(PRINTED.replace('"decimalMantissa": 100000,', '"decimalMantissa": 100001,'))).toMatch(
      /^Record 1: it asserts/,
    );
    expect(refusal(PRINTED.replace('"decimalPlaces": 2', '"decimalPlaces": 3'))).toMatch(/^Record 1: it asserts/);
    expect(refusal(PRINTED, '[]x')).toMatch(/^Record/);
    expect(refusal('{"tdate": "2024-01-01"}')).toMatch(/^Record 1: it is not a transaction/);
  });
});

const amountOf = (minor: bigint, places: number, commodity: string) => ({
  acommodity: commodity,
  aprice: null,
  aquantity: { decimalMantissa: `#${minor}#`, decimalPlaces: places, floatingPoint: 0 },
  astyle: {},
});

const postingOf = (account: string, amount: object, index: number) => ({
  paccount: account,
  pamount: [amount],
  pbalanceassertion: null,
  pcomment: '',
  pdate: null,
  pdate2: null,
  poriginal: null,
  pstatus: 'Unmarked',
  ptags: [],
  ptransaction_: String(index),
  ptype: 'RegularPosting',
});

test('amounts of any length and any number of decimals that the currency has come to the same sums', () => {
  const transfer = fc.record({
    minor: fc.bigInt({ min: -(10n ** 18n) + 1n, max: 10n ** 18n - 1n }).filter((minor) => minor !== 0n),
    /** Zeros behind the smallest unit, which change nothing. */
    zeros: fc.nat(9),
    from: fc.constantFrom('a', 'b:c', 'ü ö', 'x'.repeat(90)),
  });
  fc.assert(
    fc.property(fc.array(transfer, { minLength: 1, maxLength: 20 }), (made) => {
      const transactions = made.map(({ minor, zeros, from }, index) => {
        const amount = (sign: bigint) => amountOf(sign * minor * 10n ** BigInt(zeros), 3 + zeros, 'KWD');
        const tpostings = [postingOf(from, amount(1n), index), postingOf('to', amount(-1n), index)];
        const told = { tcode: '', tcomment: '', tdate: '2024-01-01', tdate2: null, tdescription: '', tindex: index };
        return { ...told, tpostings, tprecedingcomment: '', tsourcepos: [], tstatus: 'Cleared', ttags: [] };
      });
      // JSON of this kind has digits where JavaScript has floats.
      const text = JSON.stringify(transactions).replaceAll(/"#(-?\d+)#"/g, '$1');
      const found = migrated('hledger', text);
      expect(found.migration.unbookable).toEqual([]);
      const to = made.reduce((sum, { minor }) => sum - minor, 0n);
      expect([...sumsOf(found)].find(([id]) => id === 'to')?.[1]).toBe(to);
      expect(formatMajor(found.migration.balances.of('to', 'KWD', 'posted'), 3)).toBe(formatMajor(to, 3));
    }),
    { numRuns: runs(100) },
  );
});
