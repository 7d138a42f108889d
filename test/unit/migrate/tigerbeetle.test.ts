import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { runs } from '../../support/runs.ts';
import { isProved, migrated, refusalOf, sample, sumsOf } from './migrated.ts';

const EVENTS = sample('tigerbeetle/events.ndjson');
const lines = EVENTS.trimEnd().split('\n');
const currencies = { 700: { code: 'USD', scale: 2 }, 701: { code: 'KWD', scale: 4 } } as const;

describe('the events of a TigerBeetle cluster', () => {
  test('are booked with the balances of the last event of each account, what is held included', () => {
    const found = migrated('tigerbeetle', EVENTS, { currencies });
    expect(isProved(found)).toBe(true);
    expect(
      found.rows.filter(({ kind }) => kind !== 'posted').map(({ account, kind, stated }) => [account, kind, stated]),
    ).toEqual([
      ['3', 'held-debits', 1_234n],
      ['340282366920938463463374607431768211454', 'held-credits', 1_234n],
    ]);
    expect(sumsOf(found).get('8')).toBe(-(10n ** 16n));
  });

  test('book of a pending transfer what was posted, nothing of a voided or expired one, and hold what is open', () => {
    const { migration } = migrated('tigerbeetle', EVENTS, { currencies });
    const keys = migration.journal.transactions.map(({ key }) => key.slice('migrate:tigerbeetle:'.length));
    expect(keys).toEqual(['101', '340282366920938463463374607431768211453', '104', '109', '110', '108']);
    expect(migration.journal.transactions.at(-1)?.body).toMatchObject({
      pending: true,
      postings: [{ from: '3', to: '340282366920938463463374607431768211454', amount: '1234', currency: 'USD' }],
    });
    const sides = new Map(
      migration.journal.accounts.map(({ body }) => [body.id, [body.normalBalance, body.overdraft]]),
    );
    expect(sides.get('2')).toEqual(['credit', 'none']);
    expect(sides.get('4')).toEqual(['debit', 'none']);
    expect(sides.get('1')).toEqual(['credit', 'unlimited']);
    const told = migration.unequal.map(({ place, what }) => `${place} ${what}`);
    expect(told).toEqual(
      expect.arrayContaining([
        '6 two phase voided',
        '8 two phase expired',
        '10 linked',
        '10 balancing debit',
        '12 ledger',
        '13 moves nothing',
        '14 event told again',
      ]),
    );
  });

  test('whose hold has run out by now, or lasts longer than a hold may, cannot be booked', () => {
    const open = lines[8]?.replace('"timeout":0', '"timeout":60') ?? '';
    const text = [...lines.slice(0, 8), open, ...lines.slice(9)].join('\n');
    const { migration } = migrated('tigerbeetle', text, { currencies });
    expect(migration.unbookable).toMatchObject([{ place: 9, says: expect.stringContaining('expired') }]);
    const long = migrated(
      'tigerbeetle',
      text.replace(
        '"timeout":60,"code":1,"flags":2,"timestamp":"1767268809',
        '"timeout":4000000000,"code":1,"flags":2,"timestamp":"1767268809',
      ),
      { currencies },
    );
    expect(long.migration.unbookable).toMatchObject([{ place: 9, says: expect.stringContaining('400 days') }]);
  });

  test('are refused where one is missing, mixed in, out of order or of another form', () => {
    const refusal = (text: string) => refusalOf('tigerbeetle', text, { currencies });
    // Of the ninth and those behind the tenth no later event names both accounts: nothing in the export tells that they were there.
    for (const missing of [0, 1, 2, 3, 4, 5, 6, 7, 9]) {
      const text = lines.filter((_, index) => index !== missing).join('\n');
      expect([missing, refusal(text)]).toEqual([missing, expect.stringMatching(/^Record \d+: .*missing/)]);
    }
    expect(refusal([lines[1], lines[0]].join('\n'))).toMatch(/^Record 1: it states/);
    expect(refusal([lines[0], lines[2], lines[1]].join('\n'))).toMatch(/^Record 2: it states/);
    expect(refusal([...lines.slice(0, 3), lines[1]?.replace('2550', '2551')].join('\n'))).toMatch(
      /^Record 4: its timestamp/,
    );
    expect(refusal(EVENTS.slice(0, 1_500))).toMatch(/^Record 3: it begins on line 3 and is no whole JSON/);
    expect(refusal(EVENTS.replace('"ledger"', '"cluster":1,"ledger"'))).toMatch(/^Record 1: .*cluster is no field/);
    expect(refusal(EVENTS.replace('single_phase', 'three_phase'))).toMatch(/^Record 1: it is not an event/);
    expect(refusal(EVENTS.replace('"amount":100000', '"amount":1e5'))).toMatch(/^Record 1: it is not an event/);
  });
});

test('any transfers between accounts come to what their events state', () => {
  const transfer = fc.record({
    from: fc.integer({ min: 1, max: 4 }),
    to: fc.integer({ min: 1, max: 4 }),
    amount: fc.bigInt({ min: 0n, max: 10n ** 17n }),
  });
  fc.assert(
    fc.property(fc.array(transfer, { minLength: 1, maxLength: 20 }), (all) => {
      const figures = new Map<number, { debits: bigint; credits: bigint }>();
      const of = (id: number) => figures.get(id) ?? { debits: 0n, credits: 0n };
      const account = (id: number) => {
        const { debits, credits } = of(id);
        const zero = { debits_pending: 0, credits_pending: 0, user_data_128: 0, user_data_64: 0, user_data_32: 0 };
        return {
          id,
          ...zero,
          debits_posted: String(debits),
          credits_posted: String(credits),
          code: 1,
          flags: 0,
          timestamp: '1',
        };
      };
      const made = all.filter(({ from, to }) => from !== to);
      const text = made.map(({ from, to, amount }, index) => {
        figures.set(from, { ...of(from), debits: of(from).debits + amount });
        figures.set(to, { ...of(to), credits: of(to).credits + amount });
        const timestamp = String(1_767_268_800_000_000_000n + BigInt(index));
        const zero = {
          pending_id: 0,
          user_data_128: 0,
          user_data_64: 0,
          user_data_32: 0,
          timeout: 0,
          code: 1,
          flags: 0,
        };
        const told = { id: index + 1, amount: String(amount), ...zero, timestamp };
        const event = { timestamp, type: 'single_phase', ledger: 700, transfer: told };
        return JSON.stringify({ ...event, debit_account: account(from), credit_account: account(to) });
      });
      const found = migrated('tigerbeetle', text.join('\n'), { currencies });
      expect(found.migration.unbookable).toEqual([]);
      for (const [id, { debits, credits }] of figures)
        expect([id, sumsOf(found).get(String(id)) ?? 0n]).toEqual([id, debits - credits]);
      expect(found.rows.filter(({ is }) => is !== 'equal')).toEqual([]);
    }),
    { numRuns: runs(100) },
  );
});
