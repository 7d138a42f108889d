import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { describe, expect, test } from '@jest/globals';
import { clientOf, onEachEngine } from '../../support/on-each-engine.ts';
import { journalWorld, NOW } from './journal-world.ts';

const HOUR = 3_600_000;
/** What an answer may have: Lambda's limit less its own envelope. */
const ANSWER_BYTES = 5_000_000;
const sent = (text: string): number => Buffer.byteLength(JSON.stringify(text));
/** A journal that has told its accounts: what it knows of them, it has to look for. */
const behindAccounts = (): Readonly<Record<string, string>> => {
  const where = { f: 'format=beancount', e: NOW, o: 0, s: 'transactions', t: 0, w: NOW };
  return { format: 'beancount', cursor: Buffer.from(JSON.stringify(where)).toString('base64url') };
};
const transactionsIn = (text: string): number => text.split('{"transaction":').length - 1;

await onEachEngine((engine) => {
  const client = clientOf(engine);
  let sends = 0;
  const counting = {
    send: (...call: Parameters<DynamoDBClient['send']>) => {
      sends += 1;
      return client.send(...call);
    },
  } as DynamoDBClient;
  /** Each of so many accounts is paid once, all of them at one moment or one after the other. */
  const paid = async (accounts: number, apart: number) => {
    const world = await journalWorld(counting);
    const ids = Array.from({ length: accounts }, (_, index) => `a${index}`);
    for (const [index, id] of ids.entries()) {
      world.books.open(id, 'EUR');
      world.books.move({ from: '@world', to: id, amount: 1, currency: 'EUR', at: NOW - HOUR + index * apart });
    }
    return { ...world, ids };
  };

  describe('a journal', () => {
    test('that somebody has written a position of, at a time that there is not, is refused and no fault of ours', async () => {
      const world = await paid(1, 0);
      const told = { f: 'format=beancount', o: 0 };
      const late = [Date.parse('9999-12-31T00:00:00.000Z'), 8.64e15, Number.MAX_SAFE_INTEGER, 1e21, -1, 0.5];
      for (const e of late)
        for (const where of [
          { s: 'balances' },
          { s: 'accounts' },
          { s: 'transactions', t: 0, w: 1 },
          { s: 'transactions', t: e, w: 1, e: NOW },
        ]) {
          const cursor = Buffer.from(JSON.stringify({ ...told, e, ...where })).toString('base64url');
          const refused = await world.refused({ format: 'beancount', cursor });
          expect([e, where.s, refused]).toEqual([e, where.s, 'cursor-invalid']);
        }
      // The last day that has another behind it.
      const e = Date.parse('9999-12-30T23:59:59.999Z');
      for (const where of [{ s: 'balances' }, { s: 'transactions', t: e, w: Number.MAX_SAFE_INTEGER }]) {
        const cursor = Buffer.from(JSON.stringify({ ...told, e, ...where })).toString('base64url');
        expect(await world.refused({ format: 'beancount', cursor })).toBe('nothing');
      }
    });

    test('from a day before everything goes on by its own cursor', async () => {
      const world = await paid(1_200, 1_000);
      const pieces = await world.pieces({ format: 'jsonl', from: '0001-01-01' });
      expect(pieces.length).toBeGreaterThan(1);
      expect(pieces.map(transactionsIn).reduce((sum, one) => sum + one, 0)).toBe(1_200);
    });

    test('knows the sides of a thousand accounts by a dozen calls of its table, and asks the ledger of none', async () => {
      const world = await paid(900, 1_000);
      for (const id of world.ids) await world.tell(id, 'EUR', 1);
      let query: Readonly<Record<string, string>> | undefined = behindAccounts();
      while (query !== undefined) {
        const before = sends;
        query = (await world.piece(query)).next;
        // The assertions at the end look at the newest entry of each account.
        if (query !== undefined) expect(sends - before).toBeLessThanOrEqual(20);
      }
      expect(world.books.sides).toBe(0);
    }, 60_000);

    test('asks the ledger of a bounded number of accounts a piece, and has each transaction all the same', async () => {
      const world = await paid(1_500, 1_000);
      let [text, pieces] = ['', 0];
      let query: Readonly<Record<string, string>> | undefined = { format: 'beancount', from: '2026-12-01' };
      while (query !== undefined) {
        const before = world.books.sides;
        const found: Awaited<ReturnType<typeof world.piece>> = await world.piece(query);
        expect(world.books.sides - before).toBeLessThanOrEqual(400);
        text += found.text;
        query = found.next;
        pieces += 1;
        expect(pieces).toBeLessThan(50);
      }
      expect(text.match(/ \* "/g)).toHaveLength(1_500);
    }, 60_000);

    test('of more accounts at one moment than the ledger may be asked of is refused before any is asked', async () => {
      const world = await paid(401, 0);
      let [refused, pieces] = ['nothing', 0];
      let query: Readonly<Record<string, string>> | undefined = behindAccounts();
      while (query !== undefined && refused === 'nothing' && pieces < 50) {
        const asked: Readonly<Record<string, string>> = query;
        refused = await world.refused(asked);
        query = refused === 'nothing' ? (await world.piece(asked)).next : undefined;
        pieces += 1;
      }
      expect([refused, world.books.sides]).toEqual(['journal-too-dense', 0]);
      // Where a name does not hang on its side, nobody is asked at all.
      expect((await world.pieces({ format: 'jsonl' })).map(transactionsIn)).toContain(401);
    });

    test('of long texts in any script is cut where an answer ends, and refused for none of them', async () => {
      const world = await journalWorld(counting);
      // Two pages of accounts that have room by themselves and not together; characters of three bytes.
      for (let index = 0; index < 200; index += 1)
        world.books.open(`a${index}`, 'EUR', 'credit', '帳'.repeat(index < 100 ? 6_000 : 12_000));
      for (let index = 0; index < 900; index += 1)
        world.books.move({
          ...{ from: '@world', to: 'a0', amount: 1, currency: 'EUR', at: NOW - HOUR + index },
          description: '簿'.repeat(5_000),
        });
      const pieces = await world.pieces({ format: 'jsonl' });
      for (const piece of pieces) expect(sent(piece)).toBeLessThanOrEqual(ANSWER_BYTES);
      expect(pieces.map(transactionsIn).reduce((sum, one) => sum + one, 0)).toBe(900);
      expect(pieces.join('').match(/^\{"account":/gm)).toHaveLength(200);
    }, 60_000);
  });
});
