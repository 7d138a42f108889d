import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Appended, entriesMessages } from '../../../functions/ledger/store/relay/event-messages.ts';
import { runs } from '../../support/runs.ts';

const at = 1_790_000_000_000;
const appended = (index: number, account: string, version: number, tenant = 'acme', currency = 'USD'): Appended => ({
  ...{ index, tenant, account, currency },
  entry: {
    ...{ version, transactionId: `txn_${version}`, side: 'credit', amount: 1n, pending: 0n },
    ...{ before: 0n, after: 1n, at: at + index },
  },
});
const idsOf = (some: readonly Appended[]): readonly string[] =>
  entriesMessages(some).map(({ detail }) => JSON.parse(detail).eventId);

const some = fc.uniqueArray(
  fc.record({
    account: fc.constantFrom('a', 'b', '@fees'),
    version: fc.integer({ min: 1, max: 6 }),
    tenant: fc.constantFrom('acme', 'globex'),
    currency: fc.constantFrom('USD', 'EUR'),
  }),
  { minLength: 1, maxLength: 8, selector: (one) => JSON.stringify(one) },
);
const listOf = (drawn: typeof some extends fc.Arbitrary<infer T> ? T : never): readonly Appended[] =>
  drawn.map(({ account, version, tenant, currency }, index) => appended(index, account, version, tenant, currency));
const named = (list: readonly Appended[]): string =>
  list
    .map(({ tenant, account, currency, entry }) => `${tenant} ${account} ${currency} ${entry.version}`)
    .toSorted()
    .join();

describe('the event of new entries', () => {
  test('has one id for the same entries in whatever order, and another for any others', () => {
    fc.assert(
      fc.property(some, some, (one, two) => {
        const [a, b] = [listOf(one), listOf(two)];
        expect(idsOf(a.toReversed()).toSorted()).toEqual(idsOf(a).toSorted());
        expect(String(idsOf(a).toSorted()) === String(idsOf(b).toSorted())).toBe(named(a) === named(b));
      }),
      { numRuns: runs(1000) },
    );
  });

  test('tells a run with a gap from one without, and from one that goes on', () => {
    const of = (...versions: readonly number[]) => String(idsOf(versions.map((version) => appended(0, 'a', version))));
    const ids = [of(1, 2, 3), of(1, 3), of(1, 2), of(2, 3), of(1), of(1, 2, 3, 4)];
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('stands for the first of the records that its entries come from, and for the time of the last', () => {
    const [message, ...more] = entriesMessages([appended(7, 'b', 1), appended(4, 'c', 1), appended(9, 'a', 1)]);
    expect([message?.index, more]).toEqual([4, []]);
    expect(JSON.parse(message?.detail ?? '').occurredAt).toBe(new Date(at + 9).toISOString());
  });

  test('holds 200 entries at most, of one tenant each, and every entry once', () => {
    const list = Array.from({ length: 450 }, (_, index) =>
      appended(index, 'a', index + 1, index % 5 === 0 ? 'b' : 'a'),
    );
    const messages = entriesMessages(list).map(({ detail }) => JSON.parse(detail));
    expect(messages.map(({ tenant, data }) => [tenant, data.entries.length])).toEqual([
      ['b', 90],
      ['a', 200],
      ['a', 160],
    ]);
    const versions = messages.flatMap(({ data }) => data.entries.map(({ version }: { version: number }) => version));
    expect(versions.toSorted((a, b) => a - b)).toEqual(list.map(({ entry }) => entry.version));
  });
});
