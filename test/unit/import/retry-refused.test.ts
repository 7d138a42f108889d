import { describe, expect, test } from '@jest/globals';
import { importJournal } from '../../../bin/import/import-journal.ts';
import { parseJsonLines } from '../../../bin/import/json-lines.ts';
import { retryKey } from '../../../bin/import/retry-key.ts';
import { fakeLedger } from './fake-ledger.ts';

const pay = (key: string, amount: number): string =>
  JSON.stringify({
    transaction: { key, postings: [{ from: 'a', to: 'b', amount: String(amount), currency: 'USD' }] },
  });
const account = (id: string, more: object = {}): string =>
  JSON.stringify({ account: { id, currency: 'USD', ...more } });

type Ledger = ReturnType<typeof fakeLedger>;
const run = ({ api }: Ledger, retryRefused: boolean, ...lines: readonly string[]) =>
  importJournal(api, parseJsonLines(lines.join('\n')), { retryRefused, progress: () => undefined });
const counts = (committed: number, replayed: number, refused: number) => ({ committed, replayed, refused });

describe('an import of lines that were refused', () => {
  test('books with --retry-refused what is missing, once, and says under which key', async () => {
    const ledger = fakeLedger(10);
    const lines = [pay('t1', 8), pay('t2', 5), pay('t3', 2)];
    expect((await run(ledger, false, ...lines)).transactions).toEqual(counts(2, 0, 1));
    ledger.addFunds(5);
    expect((await run(ledger, false, ...lines)).transactions).toEqual(counts(0, 2, 1));
    const retried = await run(ledger, true, ...lines);
    expect(retried.transactions).toEqual(counts(1, 2, 0));
    expect(retried.retried).toEqual([{ line: 2, what: 't2', key: 't2~retry-1' }]);
    ledger.addFunds(50);
    expect((await run(ledger, true, ...lines)).transactions).toEqual(counts(0, 3, 0));
    expect(ledger.booked).toEqual(['t1', 't3', 't2~retry-1']);
  });

  test('counts as already there what another run has booked anew, also without the option', async () => {
    const ledger = fakeLedger(0);
    await run(ledger, false, pay('t', 5));
    ledger.addFunds(5);
    await run(ledger, true, pay('t', 5));
    expect((await run(ledger, false, pay('t', 5))).transactions).toEqual(counts(0, 1, 0));
  });

  test('tries each line once a run, and goes past every refusal that stands', async () => {
    const ledger = fakeLedger(0);
    for (const tries of [0, 1, 2]) {
      expect((await run(ledger, tries > 0, pay('t', 5))).transactions).toEqual(counts(0, 0, 1));
    }
    ledger.addFunds(100);
    const booked = await run(ledger, true, pay('t', 5));
    expect(booked.retried).toEqual([{ line: 1, what: 't', key: 't~retry-3' }]);
    expect(ledger.booked).toEqual(['t~retry-3']);
  });

  test('books a line once although two imports try it at the same time', async () => {
    const ledger = fakeLedger(0);
    await run(ledger, false, pay('t', 5));
    ledger.addFunds(100);
    const two = await Promise.all([run(ledger, true, pay('t', 5)), run(ledger, true, pay('t', 5))]);
    expect(ledger.booked).toEqual(['t~retry-1']);
    expect(two.map(({ transactions }) => transactions.committed).sort()).toEqual([0, 1]);
    expect(two.map(({ transactions }) => transactions.replayed).sort()).toEqual([0, 1]);
  });

  test('books a mended line whose key keeps the refusal of what stood there before', async () => {
    const ledger = fakeLedger(3);
    await run(ledger, false, pay('t', 5));
    expect((await run(ledger, false, pay('t', 2))).refusals).toMatchObject([{ problem: 'idempotency-key-reused' }]);
    expect((await run(ledger, true, pay('t', 2))).transactions).toEqual(counts(1, 0, 0));
    expect((await run(ledger, true, pay('t', 2))).transactions).toEqual(counts(0, 1, 0));
  });

  test('books nothing for a changed line whose key has moved money', async () => {
    const ledger = fakeLedger(100);
    await run(ledger, false, pay('t', 5));
    const changed = await run(ledger, true, pay('t', 6));
    expect(changed.refusals).toMatchObject([{ line: 1, problem: 'idempotency-key-reused' }]);
    expect(ledger.booked).toEqual(['t']);
  });

  test('counts a line that stands twice by its answers: one committed, one already there', async () => {
    const ledger = fakeLedger(100);
    expect((await run(ledger, false, pay('t', 5), pay('t', 5))).transactions).toEqual(counts(1, 1, 0));
    const poor = fakeLedger(0);
    expect((await run(poor, true, pay('t', 5), pay('t', 5))).transactions).toEqual(counts(0, 0, 2));
    poor.addFunds(100);
    expect((await run(poor, true, pay('t', 5), pay('t', 5))).transactions).toEqual(counts(1, 1, 0));
    expect(poor.booked).toEqual(['t~retry-1']);
  });

  test('asks again, under the same key, for what others got in the way of', async () => {
    const ledger = fakeLedger(100);
    ledger.conflictFor(2);
    expect((await run(ledger, false, pay('a', 1), pay('b', 1), pay('c', 1))).transactions).toEqual(counts(3, 0, 0));
    expect([...ledger.booked].sort()).toEqual(['a', 'b', 'c']);
  });

  test('opens an account that was refused before', async () => {
    const ledger = fakeLedger(0);
    expect((await run(ledger, false, account('x', { currency: 'XXX' }))).accounts.refused).toBe(1);
    expect((await run(ledger, false, account('x'))).accounts).toEqual({ created: 0, existing: 0, refused: 1 });
    const opened = await run(ledger, true, account('x'));
    expect(opened.accounts).toEqual({ created: 1, existing: 0, refused: 0 });
    expect(opened.retried).toEqual([{ line: 1, what: 'x', key: 'import:x~retry-1' }]);
    expect((await run(ledger, false, account('x'))).accounts).toEqual({ created: 0, existing: 1, refused: 0 });
  });
});

describe('an account that exists', () => {
  test('is compared with the file, and what differs is named', async () => {
    const ledger = fakeLedger(0);
    ledger.accounts.set('x', {
      id: 'x',
      currency: 'EUR',
      normalBalance: 'credit',
      overdraft: { limit: '5' },
      metadata: {},
    });
    const { accounts, differing } = await run(ledger, false, account('x', { name: 'X', metadata: {} }));
    expect(accounts).toEqual({ created: 0, existing: 1, refused: 0 });
    expect(differing).toEqual([
      { line: 1, account: 'x', property: 'overdraft', file: 'none', ledger: { limit: '5' } },
      { line: 1, account: 'x', property: 'currency', file: 'USD', ledger: 'EUR' },
      { line: 1, account: 'x', property: 'name', file: 'X', ledger: null },
    ]);
  });

  test('that is as the file says differs in nothing, in whatever order its metadata stands', async () => {
    const ledger = fakeLedger(0);
    ledger.accounts.set('x', {
      ...{ id: 'x', currency: 'USD', normalBalance: 'debit', overdraft: 'none' },
      metadata: { a: '1', b: '2' },
    });
    const said = account('x', { normalBalance: 'debit', metadata: { b: '2', a: '1' } });
    expect((await run(ledger, false, said)).differing).toEqual([]);
  });
});

describe('the key of a further try', () => {
  test('follows from the key alone, and fits where the key fills its room', () => {
    expect([retryKey('t', 0), retryKey('t', 1), retryKey('t', 12)]).toEqual(['t', 't~retry-1', 't~retry-12']);
    const long = ['a', 'b'].map((last) => retryKey('x'.repeat(254) + last, 1));
    for (const key of long) expect(key).toMatch(/^[\x21-\x7e]{1,255}$/);
    expect(new Set(long).size).toBe(2);
  });
});
