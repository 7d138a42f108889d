import { describe, expect, test } from '@jest/globals';
import { formatTime } from '../../../functions/kernel/values/time.ts';
import { getReconciliationRoute } from '../../../functions/statements/handlers/api/reconciliations.ts';
import { buildOnTaken } from '../../../functions/statements/handlers/on-taken.ts';
import { mt940Day } from '../../support/bank-days.ts';
import { clientOf, onEachEngine } from '../../support/on-each-engine.ts';
import { race } from '../ledger/kit.ts';
import type { BankWorld } from './bank-world.ts';
import { breakKit, feeKit, OTHER } from './break-kit.ts';

await onEachEngine((engine) => {
  const client = clientOf(engine);
  const begun = (more: object = {}) => breakKit(client, more);
  const told = async ({ events }: BankWorld) =>
    (await events()).map(({ type }) => type.slice('statements.'.length)).filter((type) => type !== 'StatementTaken');

  const withFee = (more: object = {}) => feeKit(client, more);

  describe('a reconciliation', () => {
    test('has both balances and what makes the difference, to the last minor unit; its breaks have an age', async () => {
      const { found, breaks, world } = await withFee();
      expect(await found()).toMatchObject({
        ...{ day: '2026-11-02', bankClosing: '205', ledgerClosing: '250', difference: '-45', carried: '0' },
        ...{ proved: true, complete: true, gaps: 0, openBreaks: 1 },
        matched: [{ lines: 1 }],
        items: [{ is: 'missing-here', amount: '-45', accepted: false }],
      });
      const { open, data } = await breaks();
      const age = Math.floor((world.clock.now() - Date.parse('2026-11-02T00:00:00Z')) / 86_400_000);
      expect([open, data]).toMatchObject([
        1,
        [{ is: 'missing-here', difference: '-45', on: '2026-11-02', ageDays: age }],
      ]);
      expect(await told(world)).toEqual(['BreakOpened', 'ReconciliationProved']);
    });

    test('is told once, however often it is asked for, and by the event of a file too', async () => {
      const { found, world, id } = await withFee();
      const event = JSON.stringify({
        detail: {
          ...{ eventId: 'evt_1', tenant: 'acme', occurredAt: formatTime(0), version: 1, correlationId: 'c' },
          ...{ causationId: 'c', hops: 0, data: { bankAccount: id } },
        },
      });
      const log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
      const handler = buildOnTaken(world.deps, { clock: world.clock, log } as never);
      const run = (bodies: readonly string[]) => {
        const Records = bodies.map((body, at) => ({ messageId: String(at), body }));
        return handler({ Records } as never, {} as never);
      };
      expect(await run([event, '{"detail":{}}', event])).toEqual({ batchItemFailures: [{ itemIdentifier: '1' }] });
      await race(3, () => found());
      expect(await told(world)).toEqual(['BreakOpened', 'ReconciliationProved']);
    });

    test('tells of a further day what is new in it, and of the one before nothing again', async () => {
      const { found, day, world } = await withFee();
      await found();
      await day('2026-11-03', 205, [{ amount: -7, text: 'Another fee' }]);
      for (const _ of ['now', 'and once more']) expect(await found()).toMatchObject({ openBreaks: 2, proved: true });
      const opened = (await world.events()).filter(({ type }) => type === 'statements.BreakOpened');
      expect(opened.map(({ data }) => data.break.difference).toSorted()).toEqual(['-45', '-7']);
      const proved = (await world.events()).filter(({ type }) => type === 'statements.ReconciliationProved');
      expect(proved.map(({ data }) => data.day).toSorted()).toEqual(['2026-11-02', '2026-11-03']);
    });

    test('is not proved with a gap between statements, nor while an entry is on its way', async () => {
      const { found, day, books, world } = await begun();
      await day('2026-11-02', 0, []);
      await day('2026-11-04', 10, []);
      expect(await found()).toMatchObject({ proved: false, gaps: 1 });
      books.add(10, '2026-11-03');
      await day('2026-11-03', 0, [{ amount: 10 }]);
      expect(await found()).toMatchObject({ proved: true, gaps: 0 });
      const whole = books.answer;
      world.ledger.answer = (question) =>
        question.path.endsWith('/entries')
          ? { status: 400, body: '{}' }
          : question.path === '/v1/transactions'
            ? whole(question)
            : { status: 200, body: JSON.stringify({ currency: 'EUR', version: 2, normalBalance: 'debit' }) };
      expect(await found()).toMatchObject({ proved: false, complete: false });
    });

    test('finds the same in whatever order the files came', async () => {
      const days = ['2026-11-02', '2026-11-03', '2026-11-04'] as const;
      const lines = [
        [{ amount: 5, reference: 'R1' }],
        [{ amount: 7, reference: 'R2' }],
        [{ amount: 5, reference: 'R1' }],
      ];
      const opening = [0, 5, 12];
      const seen = new Set<string>();
      for (const order of [
        [0, 1, 2],
        [2, 0, 1],
        [1, 2, 0],
      ]) {
        const { books, day, found, breaks } = await begun();
        books.add(5, '2026-11-02', 'R1');
        books.add(7, '2026-11-03', 'R2');
        for (const at of order) {
          await day(days[at] ?? '', opening[at] ?? 0, lines[at] ?? []);
          await found();
        }
        const { bankAccount: _, ...rest } = await found();
        const kinds = (await breaks()).data.map(({ is, on }: { is: string; on: string }) => [is, on]);
        seen.add(
          JSON.stringify([rest, kinds], (key, value) => (key === 'bank' || key === 'ledger' ? undefined : value)),
        );
      }
      expect(seen.size).toBe(1);
    });

    test('has as many lines in all as there are; of one day more than one step holds are refused, and the command named that holds them', async () => {
      const { world, id, day, found } = await begun();
      const lines = Array.from({ length: 25_001 }, () => ({ amount: 0 }));
      for (const on of ['2026-11-02', '2026-11-03', '2026-11-04']) await day(on, 0, lines);
      expect(await found()).toMatchObject({ day: '2026-11-04', proved: true });
      await world.take(id, mt940Day('2026-11-04', 0, lines, { number: '77' }));
      const answer = await found();
      expect(answer).toMatchObject({ type: '/problems/reconciliation-too-large', status: 422 });
      expect(answer.detail).toContain('use folio reconcile');
    }, 120_000);

    test('without a statement up to the day says so', async () => {
      const { world, id } = await begun();
      const asked = { params: { bankAccount: id } };
      expect((await world.call(getReconciliationRoute(world.deps), asked)).problem).toBe('reconciliation-empty');
    });

    test('of one tenant is nothing of another’s', async () => {
      const { world, id, breaks, resolve } = await withFee();
      const asked = { params: { bankAccount: id }, tenant: 'globex' };
      expect((await world.call(getReconciliationRoute(world.deps), asked)).problem).toBe('not-found');
      const [one] = (await breaks()).data;
      const body = { how: 'accept', reason: 'x' };
      expect((await resolve(one.id, body, { tenant: 'globex' })).problem).toBe('not-found');
    });
  });

  describe('a break', () => {
    test('is booked by two clients: proposed by one, approved by another, and then there is no difference', async () => {
      const { breaks, resolve, approve, found, books, world } = await withFee();
      const [one] = (await breaks()).data;
      const proposed = await resolve(one.id, { how: 'book', against: '@fees', reason: 'The fee.' });
      expect(proposed.body).toMatchObject({ state: 'proposed', against: '@fees', transaction: null });
      expect(books.keys.size).toBe(0);
      expect((await approve(one.id, { clientId: 'cli_test' })).problem).toBe('resolution-own');
      expect((await resolve(one.id, { how: 'accept', reason: 'x' }, OTHER)).problem).toBe('resolution-state');
      const { body } = await approve(one.id);
      expect([body.state, body.transaction]).toEqual(['active', 'txn_1']);
      expect((await approve(one.id)).problem).toBe('resolution-state');
      expect(await found()).toMatchObject({
        difference: '0',
        ledgerClosing: '205',
        openBreaks: 0,
        proved: true,
        items: [],
      });
      expect(await told(world)).toContain('BreakResolved');
    });

    test('is approved as it was looked at: what was undone and proposed anew in between is another proposal', async () => {
      const { breaks, resolve, approve, undo, books } = await withFee();
      const [one] = (await breaks()).data;
      const looked = (await resolve(one.id, { how: 'book', against: '@fees' })).body;
      expect(looked.attempt).toBe(1);
      await undo(one.id);
      await resolve(one.id, { how: 'book', against: '@mine' });
      expect((await approve(one.id, { ...OTHER, body: { attempt: looked.attempt } })).problem).toBe('resolution-state');
      expect(books.keys.size).toBe(0);
      expect((await approve(one.id, { ...OTHER, body: { attempt: 2 } })).body).toMatchObject({
        state: 'active',
        against: '@mine',
      });
    });

    test('is undone: what was booked is reversed, once, and the break is open again', async () => {
      const { breaks, resolve, undo, found, books } = await withFee({ approvalFrom: '1000' });
      const [one] = (await breaks()).data;
      expect((await resolve(one.id, { how: 'book', against: '@fees' })).body.state).toBe('active');
      expect((await undo(one.id)).body.state).toBe('undone');
      expect((await undo(one.id)).problem).toBe('resolution-state');
      expect(books.entries.map(({ amount }) => amount)).toEqual([250, -45, 45]);
      expect(await found()).toMatchObject({ difference: '-45', openBreaks: 1, proved: true });
      expect((await breaks()).data).toMatchObject([{ id: one.id, resolution: { state: 'undone' } }]);
      // And may be resolved anew, by an order of its own.
      expect((await resolve(one.id, { how: 'book', against: '@other' })).body.transaction).toBe('txn_3');
      expect(await found()).toMatchObject({ difference: '0', openBreaks: 0 });
    });

    test('is undone without a word to the ledger where it was only proposed, though an earlier one was booked', async () => {
      const { breaks, resolve, approve, undo, books } = await withFee();
      const [one] = (await breaks()).data;
      await resolve(one.id, { how: 'book', against: '@fees' });
      await approve(one.id, OTHER);
      await undo(one.id);
      expect(books.entries.map(({ amount }) => amount)).toEqual([250, -45, 45]);
      expect((await resolve(one.id, { how: 'book', against: '@fees' })).body.state).toBe('proposed');
      expect((await undo(one.id)).body.state).toBe('undone');
      expect(books.entries.map(({ amount }) => amount)).toEqual([250, -45, 45]);
    });

    test('is accepted with a reason: it explains the difference and is open no more', async () => {
      const { breaks, resolve, found, undo } = await withFee({ approvalFrom: '46' });
      const [one] = (await breaks()).data;
      expect((await resolve(one.id, { how: 'accept' })).problem).toBe('resolution-unfit');
      expect((await resolve(one.id, { how: 'accept', reason: 'Theirs.' })).body.state).toBe('active');
      expect(await found()).toMatchObject({ difference: '-45', openBreaks: 0, items: [{ accepted: true }] });
      expect((await breaks()).data).toEqual([]);
      expect((await breaks('all')).data).toMatchObject([{ resolution: { state: 'active' } }]);
      await undo(one.id, OTHER);
      expect((await found()).openBreaks).toBe(1);
    });

    test('is matched with what belongs to it where both sides come to the same, and with nothing that is matched already', async () => {
      const { books, day, breaks, resolve, found } = await begun({ approvalFrom: '1000000' });
      books.add(100, '2026-11-02', 'OURS');
      books.add(30, '2026-11-02', 'A1');
      await day('2026-11-02', 0, [
        { amount: 100, reference: 'THEIRS' },
        { amount: 30, reference: 'A1' },
      ]);
      const { data } = await breaks();
      const line = data.find(({ bank }: { bank: unknown }) => bank !== null);
      const [matched] = (await found()).matched;
      expect([data.length, matched.lines]).toEqual([2, 1]);
      const entry = (id: string) => ({ how: 'match', with: [id] });
      expect((await resolve(line.id, entry('txn_1/2'))).problem).toBe('resolution-unfit');
      expect((await resolve(line.id, entry('txn_9/9'))).problem).toBe('resolution-unfit');
      expect((await resolve(line.id, { how: 'match' })).problem).toBe('resolution-unfit');
      expect((await resolve(line.id, entry('txn_0/1'))).body.state).toBe('active');
      expect(await found()).toMatchObject({ difference: '0', openBreaks: 0, proved: true });
    });

    test('whose booking the ledger refuses is open again, and says what the ledger said', async () => {
      const { breaks, resolve, books, found } = await withFee({ approvalFrom: '1000' });
      const [one] = (await breaks()).data;
      books.refuses = true;
      const { problem, body } = await resolve(one.id, { how: 'book', against: '@fees' });
      expect([problem, body.detail]).toEqual(['booking-refused', expect.stringContaining('The month is closed.')]);
      expect((await found()).openBreaks).toBe(1);
      books.refuses = false;
      expect((await resolve(one.id, { how: 'book', against: '@fees' })).body.state).toBe('active');
    });

    test('is booked once, though the process dies behind the ledger’s answer: who comes again ends it', async () => {
      const { breaks, world, books, found, resolve } = await withFee({ approvalFrom: '1000' });
      const [one] = (await breaks()).data;
      const answer = world.ledger.answer;
      world.ledger.answer = (question) => {
        const said = answer(question);
        if (question.method === 'POST') throw new Error('killed');
        return said;
      };
      const body = { how: 'book', against: '@fees' };
      await expect(resolve(one.id, body, { key: 'once' })).rejects.toThrow('killed');
      world.ledger.answer = answer;
      expect((await resolve(one.id, body, { key: 'once' })).body.state).toBe('active');
      expect([books.entries.length, (await found()).difference]).toEqual([2, '0']);
    });

    test('that is not there, or of another day’s file, is not found', async () => {
      const { resolve, breaks } = await withFee();
      const [one] = (await breaks()).data;
      const other = one.id.slice(0, -3) + (one.id.endsWith('000') ? '111' : '000');
      expect((await resolve(other, { how: 'accept', reason: 'x' })).problem).toBe('not-found');
    });
  });
});
