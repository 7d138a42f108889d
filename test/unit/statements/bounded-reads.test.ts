import { describe, expect, test } from '@jest/globals';
import type { Item } from '../../../functions/kernel/aws/attributes.ts';
import { Refusal } from '../../../functions/kernel/core/problem.ts';
import { civilDate } from '../../../functions/kernel/values/civil-date.ts';
import { getTrialBalanceRoute } from '../../../functions/statements/handlers/api/get-trial-balance.ts';
import { HISTORY_MAX, readStatement } from '../../../functions/statements/store/commit/read-statement.ts';
import { findLedgerAccount, ledgerEntries } from '../../../functions/statements/store/queries/ledger.ts';
import { accountItem, entryItem } from '../../../functions/statements/store/table/entry-item.ts';
import { clockOf } from '../../support/clock.ts';

const NAME = { tenant: 'acme', account: 'alice', currency: 'USD' } as const;
const DAY = civilDate(2027, 1, 1);
const WANTED = { account: 'alice', currency: 'USD', basis: 'booked', from: DAY, to: DAY } as const;
const PAGE = 10_000;
const AT = Date.parse('2026-06-01T00:00:00.000Z');

const entry = (version: number): Item =>
  entryItem(NAME, {
    ...{ version, transactionId: 't', direction: 'credit', amount: 1n, pending: 0n },
    ...{ before: BigInt(version - 1), after: BigInt(version), at: AT, effectiveAt: AT },
  });
const history = (at: number): Item => accountItem({ ...NAME, account: `a${at}` });

/** A table whose partitions never end. */
const endless = (itemAt: (at: number) => Item) => {
  let pages = 0;
  let now = AT;
  const dynamo = {
    send: async ({ input }: { readonly input: { readonly ExpressionAttributeValues?: Item } }) => {
      // Nothing is summed up yet, and sums are kept without a word.
      const partition = input.ExpressionAttributeValues?.[':pk']?.S;
      if (partition === undefined || partition.includes('#D#')) return {};
      const from = pages * PAGE;
      pages += 1;
      return { Items: Array.from({ length: PAGE }, (_, at) => itemAt(from + at + 1)), LastEvaluatedKey: itemAt(0) };
    },
  };
  const store = { dynamo, table: 't', clock: clockOf(() => (now += 1)), random: {} };
  return { store: store as never, pages: () => pages };
};
const saying = (status: number) => ({ ask: async () => ({ status, body: '{}' }), tenant: 'acme', requestId: 'r' });
const refusalOf = async (work: Promise<unknown>): Promise<unknown> => {
  try {
    await work;
  } catch (error) {
    return error instanceof Refusal ? error.problem.slug : error;
  }
  return undefined;
};

describe('a call reads no more of a history than fits into its time', () => {
  test('a statement of one that never ends', async () => {
    const { store, pages } = endless(entry);
    // Each look at the clock takes a millisecond.
    const bounds = { deadline: AT + 2.5 * PAGE };
    expect(await refusalOf(readStatement(store, saying(200), NAME, WANTED, undefined, bounds))).toBe('unavailable');
    expect(pages()).toBeLessThanOrEqual(3);
  });

  test('a statement of one that the ledger says is longer, of which nothing is read', async () => {
    const { store, pages } = endless(entry);
    const asked = readStatement(store, saying(200), NAME, WANTED, HISTORY_MAX + 1, { deadline: AT });
    expect([await refusalOf(asked), pages()]).toEqual(['statement-too-long', 0]);
  });

  test('a trial balance of a currency that none of very many histories has', async () => {
    const { store, pages } = endless(history);
    const route = getTrialBalanceRoute(store);
    const asked = route.handle({ caller: { tenant: 'acme' }, query: { currency: 'EUR' } } as never);
    expect([await refusalOf(asked), pages()]).toEqual(['trial-balance-too-large', 6]);
  });
});

test.each([429, 500, 503])('a ledger that says %d is unavailable, and no fault of ours', async (status) => {
  expect(await refusalOf(findLedgerAccount(saying(status), 'alice'))).toBe('unavailable');
  expect(await refusalOf(ledgerEntries(saying(status), NAME, { order: 'asc' }))).toBe('unavailable');
});
