import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { clientOf, onEachEngine } from '../../support/on-each-engine.ts';
import { journalWorld, NOW } from './journal-world.ts';

const HOUR = 3_600_000;
const JSONL = { format: 'jsonl' } as const;
type Line = {
  readonly transaction?: { readonly key: string; readonly entries: readonly { readonly amount: string }[] };
};

const keysIn = (text: string): readonly string[] =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .flatMap((line) => (JSON.parse(line) as Line).transaction?.key ?? []);

await onEachEngine((engine) => {
  const client = clientOf(engine);
  const fresh = async () => {
    const world = await journalWorld(client);
    world.books.open('alice', 'EUR');
    world.books.open('Assets:Bank', 'EUR', 'debit');
    return world;
  };
  const sale = { from: 'Assets:Bank', to: 'alice', amount: 150, currency: 'EUR' } as const;

  describe('a journal', () => {
    test('has each transaction once and the oldest first, however they lie in time and however many pieces it takes', async () => {
      // Gaps from none to a year: thousands in one second, and nothing for months.
      const gaps = fc.array(
        fc.record({ gap: fc.constantFrom(0, 1, 1_000, HOUR, 9_000 * HOUR), count: fc.nat({ max: 900 }) }),
        { minLength: 1, maxLength: 6 },
      );
      await fc.assert(
        fc.asyncProperty(gaps, fc.boolean(), async (bursts, isDense) => {
          const world = await fresh();
          let at = NOW - 60_000 * HOUR;
          let made = 0;
          for (const { gap, count } of bursts) {
            at += gap;
            for (let index = 0; index < count; index += 1) {
              at += isDense && index % 3 > 0 ? 0 : 1;
              world.books.move({ ...sale, at });
              made += 1;
            }
          }
          const pieces = await world.pieces(JSONL);
          expect(pieces.flatMap(keysIn)).toEqual(Array.from({ length: made }, (_, index) => world.books.idOf(index)));
          for (const piece of pieces) expect(keysIn(piece).length).toBeLessThanOrEqual(1_000);
          expect(pieces.length).toBeLessThanOrEqual(2 + Math.ceil(made / 100));
        }),
        { numRuns: 5 },
      );
    }, 120_000);

    test('of days has what counts in them, or what was made in them, as asked', async () => {
      const world = await fresh();
      const days = ['2026-10-31', '2026-11-01', '2026-11-30', '2026-12-01'];
      for (const day of days) world.books.move({ ...sale, at: Date.parse(`${day}T00:00:00Z`) });
      world.books.move({ ...sale, at: NOW - HOUR, effectiveAt: '2026-11-15T10:00:00.000Z' });
      const of = async (query: object) =>
        (await world.pieces({ ...JSONL, ...query })).flatMap(keysIn).map((key) => Number(key.slice(4)));
      const november = { from: '2026-11-01', to: '2026-11-30' };
      expect(await of(november)).toEqual([1, 2, 4]);
      expect(await of({ ...november, basis: 'booked' })).toEqual([1, 2]);
      expect(await of({ to: '2026-10-31' })).toEqual([0]);
      expect(await of({ from: '2026-12-01', basis: 'booked' })).toEqual([3, 4]);
      expect(await of({ from: '2027-01-01' })).toEqual([]);
      expect(await world.refused({ ...JSONL, from: '2026-12-01', to: '2026-11-30' })).toBe('statement-days');
    });

    test('has of a hold what was posted of it, and says how many are open', async () => {
      const world = await fresh();
      for (const posted of [undefined, 0, 70]) world.books.move({ ...sale, at: NOW - HOUR, hold: { posted } });
      const [text = ''] = await world.pieces({ format: 'hledger', from: '2026-12-01' });
      expect(text.match(/^ {4}\S+ {2}\S+ EUR$/gm)).toHaveLength(2);
      expect(text).toContain('    Assets:Bank  0.70 EUR\n    alice  -0.70 EUR\n');
      expect(text).toMatch(/; 1 holds of these days are open: they are not in here\.\n$/);
    });

    test('asserts the balance of each account that stands still and is known to its newest entry, of the whole journal alone', async () => {
      const world = await fresh();
      world.books.open('late', 'EUR');
      world.books.open('unused', 'EUR');
      world.books.move({ ...sale, at: NOW - 2 * HOUR });
      world.books.move({ ...sale, to: 'late', at: NOW - HOUR });
      world.books.move({ ...sale, from: 'late', to: '@fees', amount: 7, at: NOW - HOUR });
      for (const id of ['alice', 'Assets:Bank', '@fees']) await world.tell(id, 'EUR');
      await world.tell('late', 'EUR', 1);
      const text = (await world.pieces({ format: 'beancount' })).join('');
      expect(text).toContain('2026-12-02 balance Assets:Bank  3.00 ~ 0 EUR\n');
      expect(text).toContain('2026-12-02 balance Liabilities:Folio:A-alice  -1.50 ~ 0 EUR\n');
      expect(text.match(/ balance /g)).toHaveLength(2);
      expect(text).toContain('; 1 accounts have moved since');
      expect(text).toContain('1970-01-01 open Equity:Folio:A--40fees\n  folio-account: "@fees"\n');
      expect((await world.pieces({ format: 'beancount', to: '2026-12-01' })).join('')).not.toContain(' balance ');
      // What has moved since the first piece was asked for is in none, and asserts nothing.
      world.books.move({ ...sale, at: NOW + 1 });
      await world.tell('alice', 'EUR');
      const later = (await world.pieces({ format: 'beancount' })).join('');
      expect(later.match(/ balance /g)).toBeNull();
      expect(later.match(/ \* "/g)).toHaveLength(3);
    });

    test('has the same names of accounts in each of its pieces, whatever side they have', async () => {
      const world = await fresh();
      world.books.open('vault', 'EUR', 'debit');
      for (let index = 0; index < 1_600; index += 1)
        world.books.move({ ...sale, from: 'vault', at: NOW - 2_000_000 + index * 1_000 });
      for (const id of ['alice', 'vault']) await world.tell(id, 'EUR', 1);
      const pieces = await world.pieces({ format: 'beancount' });
      expect(pieces.length).toBeGreaterThan(1);
      const names = new Set(pieces.join('').match(/\S+:Folio:\S+/g));
      expect([...names].toSorted()).toEqual(['Assets:Folio:A-vault', 'Liabilities:Folio:A-alice']);
      expect(pieces.join('').match(/^option|^1970-01-01 open Assets:Folio:A-vault/gm)).toHaveLength(2);
    });

    test('as CSV has a header, each account and each entry', async () => {
      const world = await fresh();
      world.books.move({ ...sale, at: NOW - HOUR, description: 'a, "b"' });
      const { text, type } = await world.piece({ format: 'csv' });
      expect(type).toBe('text/csv; charset=utf-8');
      const [, , , debit] = text.split('\n');
      expect(text.split('\n')).toHaveLength(6);
      expect(debit).toBe(
        `entry,${world.books.idOf(0)},150,EUR,Assets:Bank,debit,,"a, ""b""",2026-12-01T11:00:00.000Z,,,`,
      );
    });

    test('is gone on with by its own cursor alone', async () => {
      const world = await fresh();
      for (let index = 0; index < 1_200; index += 1) world.books.move({ ...sale, at: NOW - 1_500_000 + index * 1_000 });
      const { next } = await world.piece(JSONL);
      expect(Object.keys(next ?? {})).toEqual(['format', 'cursor']);
      expect(await world.refused({ ...next, format: 'csv' })).toBe('cursor-invalid');
      expect(await world.refused({ ...next, from: '2026-01-01' } as never)).toBe('cursor-invalid');
      for (const cursor of [
        'x',
        'e30',
        Buffer.from('{"f":"format=jsonl","e":1,"o":0,"s":"accounts","c":"no"}').toString('base64url'),
      ])
        expect([cursor, await world.refused({ ...JSONL, cursor })]).toEqual([cursor, 'cursor-invalid']);
    });

    test('reads a bounded number of transactions a piece, and refuses one millisecond that holds more than an answer', async () => {
      const world = await fresh();
      for (let index = 0; index < 5_001; index += 1) world.books.move({ ...sale, at: NOW - HOUR });
      let [refused, pieces] = ['nothing', 0];
      let query: Readonly<Record<string, string>> | undefined = JSONL;
      while (query !== undefined && refused === 'nothing' && pieces < 20) {
        const asked: Readonly<Record<string, string>> = query;
        const before = world.books.asks;
        const found = await world.piece(asked).catch(() => undefined);
        expect(world.books.asks - before).toBeLessThanOrEqual(80);
        if (found === undefined) refused = await world.refused(asked);
        query = found?.next;
        pieces += 1;
      }
      expect(refused).toBe('journal-too-dense');
    });
  });
});
