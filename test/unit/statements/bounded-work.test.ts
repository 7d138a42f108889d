import { describe, expect, test } from '@jest/globals';
import { civilDate } from '../../../functions/kernel/values/civil-date.ts';
import { contradictionOf } from '../../../functions/statements/model/bank/same-statement.ts';
import type { BankItem, LedgerItem } from '../../../functions/statements/model/matching/items.ts';
import { Looks, TooMuchAlike } from '../../../functions/statements/model/matching/looks.ts';
import { matchAll, WINDOWS } from '../../../functions/statements/model/matching/matcher.ts';
import { joined } from '../../../functions/statements/model/reconciliation/bank-statements.ts';
import { withNotifications } from '../../../functions/statements/model/reconciliation/notified.ts';
import type { NamedLine, TakenStatement } from '../../../functions/statements/model/reconciliation/taken-statement.ts';
import { bankMonth } from './bank-month.ts';

const DAY = civilDate(2026, 11, 2);
const many = <T>(count: number, one: (at: number) => T): T[] => Array.from({ length: count }, (_, at) => one(at));

/** The same object, with each look at one of its members counted. */
const counting = <T extends object>(looked: { times: number }, member: keyof T, one: T): T => {
  const value = one[member];
  return Object.defineProperty({ ...one }, member, {
    enumerable: true,
    get: () => {
      looked.times += 1;
      return value;
    },
  });
};

describe('the work of matching', () => {
  const line = (at: number, more: Partial<BankItem>): BankItem => ({
    ...{ id: `b${at}`, on: DAY, amount: 1n, reversal: false },
    ...more,
  });
  const entry = (at: number, more: Partial<LedgerItem>): LedgerItem => ({
    ...{ id: `l${at}`, on: DAY, amount: 1n, references: [] },
    ...more,
  });
  const SHAPES = {
    'one reference': [(at: number) => ({ endToEndId: 'R', amount: BigInt(at) }), () => ({ references: ['R'] })],
    'one amount': [() => ({}), () => ({})],
    'one amount and reference': [() => ({ endToEndId: 'R' }), () => ({ references: ['R'] })],
    'one name': [
      (at: number) => ({ counterparty: 'Shop', amount: BigInt(at + 1) }),
      (at: number) => ({ counterparty: 'Shop', amount: BigInt(at + 10_000) }),
    ],
    reversals: [() => ({ endToEndId: 'R', reversal: true }), () => ({ amount: 2n })],
    'batches of one reference': [
      () => ({ amount: 2n, parts: many(96, () => ({ amount: 1n, endToEndId: 'R' })) }),
      () => ({ references: ['R'] }),
    ],
  } as const satisfies Record<
    string,
    readonly [(at: number) => Partial<BankItem>, (at: number) => Partial<LedgerItem>]
  >;

  test.each(Object.entries(SHAPES))(
    'with %s is bounded by what may be looked at, however much is alike',
    (_, [bank, ledger]) => {
      const MAX = 200_000;
      for (const count of [500, 2_500]) {
        const looked = { times: 0 };
        const lines = many(count, (at) => counting(looked, 'amount', line(at, bank(at))));
        const entries = many(count, (at) => counting(looked, 'amount', entry(at, ledger(at))));
        const looks = new Looks(MAX);
        try {
          for (const outcome of matchAll(lines, entries, WINDOWS, looks)) expect(outcome).toBeDefined();
        } catch (error) {
          expect(error).toBeInstanceOf(TooMuchAlike);
        }
        // What one look costs is a handful; each item costs some to be put in its place.
        expect(looked.times).toBeLessThan(20 * (MAX - Math.max(0, looks.left)) + 100 * count);
      }
    },
  );

  test('of a month as banks have them takes some looks for each line', () => {
    const month = bankMonth(7, 2_000);
    const before = 1e9;
    const looks = new Looks(before);
    expect([...matchAll(month.bank, month.ledger, WINDOWS, looks)].length).toBeGreaterThan(0);
    // 50,000 lines and as many entries have 200 for each of them.
    expect((before - looks.left) / (month.bank.length + month.ledger.length)).toBeLessThan(200);
  });
});

describe('statements of a bank', () => {
  const named = (id: string, more: Partial<NamedLine['line']> = {}): NamedLine =>
    ({ id, line: { at: 1, state: 'booked', bookedOn: DAY, amount: 0n, parts: [], ...more } }) as never;
  const statement = (more: Partial<TakenStatement>): TakenStatement => ({
    ...{ account: 'A', currency: 'EUR', identity: 'one', from: DAY, to: DAY, opening: 0n, closing: 0n },
    ...{ lines: [], createdAt: undefined, page: undefined, notifies: false },
    ...more,
  });

  test.each([
    ['one name', () => 'one'],
    ['names of their own', (at: number) => `${at}`],
  ])('with %s are each looked at some times to be joined', (_, identityAt) => {
    const looked = { times: 0 };
    const all = many(3_000, (at) => counting(looked, 'identity', statement({ identity: identityAt(at) })));
    joined(all);
    expect(looked.times).toBeLessThan(20 * all.length);
  });

  test('are held against those of their own name alone', () => {
    const looked = { times: 0 };
    const all = many(3_000, (at) => counting(looked, 'identity', statement({ identity: `${at}` })));
    expect(contradictionOf(all.slice(500), all.slice(0, 500))).toBeUndefined();
    expect(looked.times).toBeLessThan(10 * all.length);
  });

  test('of one identity are compared by a name of their lines, which is made once', () => {
    const looked = { times: 0 };
    const lines = many(50, (at) => counting(looked, 'id', named(`n${at}`)));
    const [before, fresh] = [many(100, () => statement({ lines })), many(100, () => statement({ lines }))];
    expect(contradictionOf(before, fresh)).toBeUndefined();
    expect(looked.times).toBeLessThan(3 * 200 * lines.length);
    expect(contradictionOf(before, [statement({ lines: lines.slice(1) })])).toBeDefined();
    expect(contradictionOf(before, [statement({ lines: [...lines.slice(1), named('other')] })])).toBeDefined();
  });

  test('are told more of by notifications in one pass, however many lines have one day and amount', () => {
    const looked = { times: 0 };
    const line = (at: number, more: object) => ({
      ...named(`${JSON.stringify(more)}${at}`),
      line: counting(looked, 'bankReference', { ...named('x').line, ...more } as NamedLine['line']),
    });
    const own = statement({ lines: many(3_000, (at) => line(at, { bankReference: `S${at}` })) });
    const told = statement({
      identity: 'two',
      notifies: true,
      lines: many(3_000, (at) => line(at, { bankReference: `S${2_999 - at}`, remittance: `r${2_999 - at}` })),
    });
    const { statements, unstated } = withNotifications([own, told]);
    expect(unstated).toEqual([]);
    expect(statements[0]?.lines[7]?.line.remittance).toBe('r7');
    expect(looked.times).toBeLessThan(20 * 6_000);
  });

  test('are told each line once, by the reference of the bank or end to end, the first that fits', () => {
    const own = statement({
      lines: [named('a', { endToEndId: 'E' }), named('b', { bankReference: 'B', endToEndId: 'E' }), named('c')],
    });
    const told = (id: string, more: object) => named(id, { remittance: id, ...more });
    const notice = statement({
      identity: 'two',
      notifies: true,
      lines: [
        told('n1', { bankReference: 'B', endToEndId: 'E' }),
        told('n2', { bankReference: 'B' }),
        told('n3', { bankReference: 'B' }),
        told('n4', {}),
      ],
    });
    const { statements, unstated } = withNotifications([own, notice]);
    expect(statements[0]?.lines.map(({ line }) => line.remittance)).toEqual(['n1', 'n2', undefined]);
    expect(unstated.map(({ id }) => id)).toEqual(['n3', 'n4']);
  });
});
