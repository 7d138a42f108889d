import { QueryCommand } from '@aws-sdk/client-dynamodb';
import { type Item, s, str } from '../../../kernel/aws/attributes.ts';
import { type Listed, monthOf, newestFirst, secondOf } from '../../model/journal.ts';
import { readJournal, readSecond } from '../table/journal-item.ts';
import { journalMonths, journalPartition, journalSort } from '../table/keys.ts';
import type { LedgerStore } from '../table/ledger-store.ts';
import type { Candidates } from './transactions-of-account.ts';

/** A span of time in ms, both ends included. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** Items of one read, of up to 25 transactions each. */
const PAGE = 100;

const query = async (store: LedgerStore, pk: string, from: string, to: string, start?: Item) => {
  const { Items = [], LastEvaluatedKey } = await store.dynamo.send(
    new QueryCommand({
      TableName: store.table,
      KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
      ExpressionAttributeValues: { ':pk': s(pk), ':from': s(from), ':to': s(to) },
      ScanIndexForward: false,
      Limit: PAGE,
      ...(start === undefined ? {} : { ExclusiveStartKey: { ...start } }),
    }),
  );
  return { items: Items, next: LastEvaluatedKey };
};

/** The newest months of a span in which the tenant made a transaction: as many as one read gives, which is eight years of them. */
const monthsOf = async (store: LedgerStore, tenant: string, { from, to }: Span): Promise<readonly string[]> => {
  const { items } = await query(store, journalMonths(tenant), monthOf(from), monthOf(to));
  return items.map((item) => str(item, 'sk'));
};

/**
 * What whole seconds of one month hold, the newest first, until `enough` is read or the month ends. The last second of a read may
 * go on in the next one, and is left to it.
 */
const readMonth = async (
  store: LedgerStore,
  pk: string,
  span: Span,
  enough: (listed: readonly Listed[]) => boolean,
) => {
  const [first, last] = [journalSort(secondOf(span.from), ''), journalSort(secondOf(span.to), '~')];
  const items: Item[] = [];
  let start: Item | undefined;
  for (;;) {
    const page = await query(store, pk, first, last, start);
    items.push(...page.items);
    const end = page.items.at(-1);
    if (page.next === undefined || end === undefined) return { listed: items.flatMap(readJournal), isWhole: true };
    const open = readSecond(end);
    const whole = items.filter((item) => readSecond(item) !== open).flatMap(readJournal);
    if (enough(whole)) return { listed: whole, isWhole: false };
    start = page.next;
  }
};

/**
 * A tenant's transactions by time, newest first, each once, from the journal that the relay writes: seconds behind, and never
 * in the way of a transfer.
 */
export const newest =
  (store: LedgerStore, tenant: string, span: Span) =>
  async (after: Listed | undefined, limit: number): Promise<Candidates<Listed>> => {
    const to = Math.min(span.to, after?.at ?? span.to);
    const wanted = (listed: readonly Listed[]): readonly Listed[] =>
      [...new Map(listed.map((one) => [one.id, one])).values()]
        .filter((one) => one.at >= span.from && one.at <= to && (after === undefined || newestFirst(after, one) < 0))
        .toSorted(newestFirst);
    let found: readonly Listed[] = [];
    const months = await monthsOf(store, tenant, { from: span.from, to });
    for (const month of months) {
      const pk = journalPartition(tenant, month);
      const { listed, isWhole } = await readMonth(
        store,
        pk,
        { from: span.from, to },
        (some) => wanted(some).length >= limit,
      );
      found = [...found, ...wanted(listed)];
      if (!isWhole || found.length >= limit) return { some: found.map(candidate), end: found.at(-1), done: false };
    }
    return { some: found.map(candidate), end: found.at(-1) ?? after, done: months.length < PAGE };
  };

const candidate = (one: Listed) => ({ id: one.id, position: one });
