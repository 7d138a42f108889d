import { QueryCommand, TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, test } from '@jest/globals';
import { Refusal } from '../../../functions/kernel/core/problem.ts';
import { addDays, civilDate } from '../../../functions/kernel/values/civil-date.ts';
import type { Reconciled } from '../../../functions/statements/model/bank/reconciled.ts';
import type { Resolution } from '../../../functions/statements/model/bank/resolution.ts';
import { keepFindings } from '../../../functions/statements/store/commit/reconcile.ts';
import { findBankAccount } from '../../../functions/statements/store/queries/bank-reads.ts';
import { puttingResolution, readResolution } from '../../../functions/statements/store/table/resolution-item.ts';
import { clientOf, onEachEngine } from '../../support/on-each-engine.ts';
import { breakKit } from './break-kit.ts';

const slugOf = async (work: Promise<unknown>): Promise<string | undefined> => {
  try {
    await work;
  } catch (error) {
    if (error instanceof Refusal) return error.problem.slug;
    throw error;
  }
  return undefined;
};

await onEachEngine((engine) => {
  const client = clientOf(engine);
  const begun = (more: object = {}) => breakKit(client, more);

  describe('a reconciliation', () => {
    test('is answered though persons have said more of its breaks than one answer has room for', async () => {
      const { world, id, day, breaks, resolve } = await begun();
      await day(
        '2026-11-02',
        0,
        Array.from({ length: 60 }, (_, at) => ({ amount: -1 - at, text: `Fee ${at}` })),
      );
      const { data } = await breaks();
      for (const one of data) await resolve(one.id, { how: 'accept', reason: 'x' });
      // A long story of each, as it would be after very many turns.
      const { Items: stored = [] } = await client.send(
        new QueryCommand({
          ...{ TableName: world.table, KeyConditionExpression: 'pk = :pk' },
          ExpressionAttributeValues: { ':pk': { S: `acme#V#${id}` } },
        }),
      );
      expect(stored.length).toBe(60);
      for (const item of stored) {
        const one = readResolution(item);
        const history = Array.from({ length: 100 }, () => ({ ...one.history[0], reason: '"'.repeat(500) }));
        const longer = { ...one, history, version: one.version + 1 } as Resolution;
        await client.send(new TransactWriteItemsCommand({ TransactItems: [puttingResolution(world.table, longer)] }));
      }
      const shown = await breaks('all');
      expect(shown.data.length).toBeGreaterThan(10);
      expect(shown.data.length).toBeLessThan(60);
      expect(Buffer.byteLength(JSON.stringify(JSON.stringify(shown)))).toBeLessThan(6_000_000);
    });

    test('remembers no more days and breaks than its item has room for, and refuses more days', async () => {
      const { world, id } = await begun();
      const account = await findBankAccount(world.deps, 'acme', id);
      const of = (days: number) => {
        const breaks = Array.from({ length: days }, (_, at) => ({
          ...{ kind: 'break', is: 'missing-here', bank: `b${at}`, ledger: undefined, difference: 1n, candidates: [] },
          ...{
            id: `brk_${String(at).padStart(52, '0')}`,
            on: addDays(civilDate(2000, 1, 1), at),
            resolution: undefined,
          },
        }));
        const proof = { from: '2000-01-01', to: '2020-01-01' };
        const none = { matches: [], lines: new Map(), entries: new Map(), proved: false, complete: true };
        return { ...none, account, breaks, proof } as unknown as Reconciled;
      };
      for (let times = 0; times < 9; times += 1) await keepFindings(world.deps, of(5_000), `r${times}`);
      expect(await slugOf(keepFindings(world.deps, of(5_001), 'r'))).toBe('reconciliation-too-large');
    }, 60_000);
  });

  describe('a break', () => {
    test('matched with entries alone needs another client from the amount of one side on, though they undo each other', async () => {
      const { books, day, breaks, resolve, approve } = await begun({ approvalFrom: '1000' });
      for (const amount of [5_000, -5_000, 20, -20]) books.add(amount, '2026-11-02');
      await day('2026-11-02', 0, []);
      const { data } = await breaks();
      const of = (amount: string) =>
        data.find(({ ledger }: { ledger: { amount: string } }) => ledger?.amount === amount);
      const other = (amount: string) => ({ how: 'match', with: [of(amount).ledger.id] });
      expect((await resolve(of('5000').id, other('-5000'))).body.state).toBe('proposed');
      expect((await approve(of('5000').id)).body.state).toBe('active');
      expect((await resolve(of('20').id, other('-20'))).body.state).toBe('active');
    });

    test.each([
      ['found its entry', -45],
      ['become another one', -40],
    ])('that has %s since it was proposed is not booked any more', async (_, amount) => {
      const { breaks, resolve, approve, books, day } = await begun();
      await day('2026-11-02', 0, [{ amount: -45, reference: 'FEE1' }]);
      const [one] = (await breaks()).data;
      expect((await resolve(one.id, { how: 'book', against: '@fees' })).body.state).toBe('proposed');
      books.add(amount, '2026-11-02', 'FEE1');
      expect((await breaks()).data.map(({ id }: { id: string }) => id)).not.toContain(one.id);
      expect((await approve(one.id)).problem).toBe('resolution-unfit');
      expect(books.keys.size).toBe(0);
    });
  });
});
