import { QueryCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { batchPut } from '../../../functions/kernel/aws/batch-put.ts';
import { present } from '../../../functions/kernel/core/assert.ts';
import { addDays, civilDate } from '../../../functions/kernel/values/civil-date.ts';
import { reconciliationView } from '../../../functions/statements/model/bank/reconciled.ts';
import { findings } from '../../../functions/statements/store/commit/findings.ts';
import { allItems, findBankAccount } from '../../../functions/statements/store/queries/bank-reads.ts';
import { pointsPartition } from '../../../functions/statements/store/table/keys.ts';
import { mt940Day } from '../../support/bank-days.ts';
import { clockOf } from '../../support/clock.ts';
import { clientOf, onEachEngine } from '../../support/on-each-engine.ts';
import { COUNTED, met, runs } from '../../support/runs.ts';
import { breakKit } from './break-kit.ts';
import { proofMonths } from './proof-months.ts';

const STEPS = 60;
/** Between two looks at both: each costs as much as ten steps. */
const LOOK_EVERY = 4;

await onEachEngine((engine) => {
  const client = clientOf(engine);

  describe('a proof that goes on from a point', () => {
    test('is, byte for byte, the one from the first statement, whatever came late, was corrected, resolved or undone', async () => {
      let read = 0;
      await fc.assert(
        fc.asyncProperty(fc.integer({ min: 0, max: 2 ** 31 - 1 }), async (seed) => {
          const months = await proofMonths(client, seed);
          for (let step = 0; step < STEPS; step += 1) {
            await months.step();
            if (step % LOOK_EVERY !== LOOK_EVERY - 1) continue;
            const at = months.below(3) === 0 ? months.below(80) : undefined;
            const whole = await months.found(months.stores.without, at, 20_000);
            const carried = await months.found(months.stores.with, at, [12, 20_000][months.below(2)] ?? 12);
            expect(carried).toBe(whole);
          }
          read += months.read();
        }),
        { ...COUNTED, numRuns: runs(6, 2) },
      );
      expect(read).toBeGreaterThanOrEqual(met(30));
    }, 600_000);

    /** A bank account with a line a day, and what each look at it reads of lines. */
    const daily = async (days: number, more: object = {}) => {
      const kit = await breakKit(client, more);
      const reads: string[] = [];
      const dynamo = {
        send: (command: unknown) => {
          const pk = command instanceof QueryCommand ? command.input.ExpressionAttributeValues?.[':pk']?.S : undefined;
          if (pk?.includes('#N#')) reads.push(pk);
          return client.send(command as never);
        },
      } as never;
      const day = async (at: number) => {
        const on = addDays(civilDate(2026, 5, 1), at);
        kit.books.add(7, on, `R${at}000000`);
        await kit.day(on, at * 7, [{ amount: 7, reference: `R${at}000000` }]);
      };
      for (let at = 0; at < days; at += 1) await day(at);
      const account = present(await findBankAccount(kit.world.deps, 'acme', kit.id), 'it was made');
      const found = async (deadline = Number.MAX_SAFE_INTEGER, clock = kit.world.clock) => {
        reads.length = 0;
        const store = { ...kit.world.deps, dynamo, clock };
        const one = await findings(store, account, undefined, { requestId: 'r', deadline }, { stepLines: 10 });
        return reconciliationView(one);
      };
      return { ...kit, reads, day, found };
    };

    test('reads the lines of what is new alone, and of what a late entry has changed no more than four times as far back', async () => {
      const { found, reads, day, books } = await daily(0);
      for (let at = 0; at < 40; at += 1) {
        await day(at);
        expect(await found()).toMatchObject({ proved: true, matched: [{ lines: at + 1 }] });
        expect(reads.length).toBe(1);
      }
      for (const back of [1, 2, 5]) {
        books.add(5, addDays(civilDate(2026, 5, 1), 40 - back));
        expect(await found()).toMatchObject({ proved: true, matched: [{ lines: 40 }] });
        expect(reads.length).toBeGreaterThanOrEqual(back);
        expect(reads.length).toBeLessThanOrEqual(4 * back);
      }
    });

    test('is outdated by what a person decides about its days, and by what is taken back of it', async () => {
      const { found, books, resolve, undo, breaks, world, id } = await daily(3, { approvalFrom: '1000000' });
      books.add(9, addDays(civilDate(2026, 5, 1), 1), 'OURS00001');
      await world.take(id, mt940Day(addDays(civilDate(2026, 5, 1), 3), 21, [{ amount: 9, reference: 'THEIRS001' }]));
      expect(await found()).toMatchObject({ difference: '0', openBreaks: 2, matched: [{ lines: 3 }] });
      const { data } = await breaks();
      const line = data.find(({ bank }: { bank: unknown }) => bank !== null);
      const entry = data.find(({ ledger }: { ledger: unknown }) => ledger !== null);
      await resolve(line.id, { how: 'match', with: [entry.ledger.id] });
      const resolved = { rule: 'resolved', lines: 1 };
      for (const _ of ['the first time', 'and from the point that it left'])
        expect(await found()).toMatchObject({ openBreaks: 0, items: [], matched: [resolved, { lines: 3 }] });
      await undo(line.id);
      expect(await found()).toMatchObject({ openBreaks: 2, matched: [{ lines: 3 }] });
      await resolve(line.id, { how: 'accept', reason: 'x' });
      expect(await found()).toMatchObject({ openBreaks: 1, matched: [{ lines: 3 }] });
    });

    test('comes further with each call that has no time for all of it', async () => {
      const { found, reads } = await daily(40);
      const late = clockOf(() => 100_000);
      const seen: number[] = [];
      for (let call = 0; call < 4; call += 1) {
        const answer = await found(104_000, late).catch((error: unknown) => error);
        seen.push(reads.length);
        if (call < 3) expect(answer).toMatchObject({ problem: { slug: 'unavailable' } });
        else expect(answer).toMatchObject({ proved: true, matched: [{ lines: 40 }] });
      }
      expect(seen).toEqual([10, 10, 10, 10]);
    });

    test('is made anew from an earlier one where pieces of a point are another’s, or another release wrote it', async () => {
      const { found, reads, world, id } = await daily(3);
      await found();
      const heads = await allItems(world.deps, pointsPartition('acme', id));
      expect(heads.length).toBeGreaterThan(0);
      for (const change of [
        { sha: { S: 'of another' } },
        { form: { N: '2' }, day: { S: 'as it likes' } },
        { said: { S: 'something else' } },
      ]) {
        for (const head of heads) await batchPut(world.deps, [{ ...head, ...change }]);
        expect(await found()).toMatchObject({ proved: true, matched: [{ lines: 3 }] });
        expect(reads.length).toBe(3);
        await found();
        expect(reads.length).toBe(0);
      }
    });
  });
});
