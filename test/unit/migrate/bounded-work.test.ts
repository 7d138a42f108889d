import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { Balances } from '../../../bin/migrate/balances.ts';
import { directivesOf } from '../../../bin/migrate/beancount/directives.ts';
import { readBeancount } from '../../../bin/migrate/beancount/read-beancount.ts';
import { readFormance } from '../../../bin/migrate/formance/read-formance.ts';
import { readHledger } from '../../../bin/migrate/hledger/read-hledger.ts';
import { SourceCurrencies } from '../../../bin/migrate/source-currencies.ts';
import { GROWTH_MAX, growth } from '../kernel/support/growth.ts';

const CURRENCIES = new SourceCurrencies();
const many = <T>(count: number, one: (at: number) => T): T[] => Array.from({ length: count }, (_, at) => one(at));

afterEach(() => {
  jest.restoreAllMocks();
});

/** How many balances a reader has gone through, over all of its looks at all of them. */
const goneThrough = (read: () => unknown): number => {
  let times = 0;
  const { all } = Balances.prototype;
  jest.spyOn(Balances.prototype, 'all').mockImplementation(function* (this: Balances) {
    for (const one of all.call(this)) {
      times += 1;
      yield one;
    }
  });
  read();
  return times;
};

describe('an export is read in time that its length allows', () => {
  test('with as many assertions of beancount as accounts: none of them goes through all accounts', () => {
    const accounts = many(300, (at) => `Assets:Bank:A${at}`);
    const text = [
      ...['Equity:Opening', ...accounts].map((one) => `2026-01-01 open ${one}`),
      ...accounts.map((one) => `2026-01-02 * "in"\n  ${one}  1.00 EUR\n  Equity:Opening  -1.00 EUR`),
      ...accounts.map((one) => `2026-01-03 balance ${one} 1.00 EUR`),
      '2026-01-03 balance Assets:Bank 300.00 EUR',
    ].join('\n');
    expect(goneThrough(() => readBeancount(text, CURRENCIES))).toBeLessThan(3 * accounts.length);
    expect(() => readBeancount(text.replace('300.00', '299.00'), CURRENCIES)).toThrow('some are missing');
  });

  test('with as many lines of hledger’s balances as accounts', () => {
    const amount = (minor: number) => ({ acommodity: 'EUR', aquantity: { decimalMantissa: minor, decimalPlaces: 2 } });
    const posting = (paccount: string, minor: number) => ({
      ...{ paccount, pamount: [amount(minor)], pbalanceassertion: null, pcomment: '', pdate: null, pdate2: null },
      ...{ pstatus: 'Unmarked', ptags: [], ptransaction_: '1', ptype: 'RegularPosting' },
    });
    const names = many(300, (at) => `assets:a${at}`);
    const transactions = names.map((name, at) => ({
      ...{ tcode: '', tcomment: '', tdate: '2026-01-01', tdate2: null, tdescription: '', tindex: at + 1 },
      ...{ tpostings: [posting(name, 1), posting('equity', -1)], tprecedingcomment: '', tstatus: 'Unmarked' },
      ttags: [],
    }));
    const balances = JSON.stringify([names.map((name) => [name, name, 0, [amount(1)]]), []]);
    const read = () => readHledger(JSON.stringify(transactions), CURRENCIES, balances);
    expect(goneThrough(read)).toBeLessThan(3 * names.length);
  });

  test('with a text of beancount that goes on for thousands of lines, or never ends', () => {
    const work = (size: number) => {
      const text = `2026-01-01 * "a\n${'b\n'.repeat(size)}`;
      return () => {
        try {
          return [...directivesOf(text)];
        } catch (error) {
          return error;
        }
      };
    };
    expect(growth(work, 2_000)).toBeLessThan(GROWTH_MAX);
    const [one] = directivesOf('2026-01-01 * "a\nb \\"\nc"\n  key: "d\ne"\n2026-01-02 open A');
    expect([one?.rest, one?.below.map(({ text }) => text)]).toEqual(['"a\nb \\"\nc"', ['key: "d\ne"']]);
  });

  test('with thousands of changes of the metadata of one account of Formance', () => {
    const log = (id: number, metadata: object) => ({
      ...{ type: 'SET_METADATA', data: { targetType: 'ACCOUNT', targetId: 'a', metadata } },
      ...{ date: '2026-01-01T00:00:00Z', idempotencyKey: '', id, hash: '' },
    });
    const work = (size: number) => {
      const text = many(size, (at) => JSON.stringify(log(at, { [`k${at}`]: 'v' }))).join('\n');
      return () => readFormance(text, CURRENCIES);
    };
    expect(growth(work, 1_000)).toBeLessThan(GROWTH_MAX);
    const [account] = readFormance(JSON.stringify(log(0, { k: 'v' })), CURRENCIES).accounts;
    expect(account).toMatchObject({ name: 'a', metadata: { k: 'v' }, overdraft: 'as-needed' });
  });
});
