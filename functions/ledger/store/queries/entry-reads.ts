import { QueryCommand } from '@aws-sdk/client-dynamodb';
import { type Item, s } from '../../../kernel/aws/attributes.ts';
import type { History } from '../../model/balance-at.ts';
import type { Entry } from '../../model/entry.ts';
import { posted } from '../../model/entry-history.ts';
import { sumCounters } from '../table/back-dated-counters.ts';
import { readEntry } from '../table/entry-item.ts';
import { readAll } from '../table/entry-writer.ts';
import { entrySort } from '../table/keys.ts';
import type { LedgerStore } from '../table/ledger-store.ts';
import { getSystemState } from '../table/system-state.ts';

/** Above every version. */
export const NO_VERSION = 10 ** 15 - 1;

export interface EntryPage {
  readonly order: 'asc' | 'desc';
  readonly limit: number;
  /** The version of the last entry that the reader has seen. */
  readonly after: number | undefined;
}

const query = async (store: LedgerStore, pk: string, from: number, to: number, limit: number, forward: boolean) => {
  if (from > to) return [];
  const { Items } = await store.dynamo.send(
    new QueryCommand({
      TableName: store.table,
      ConsistentRead: true,
      KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
      ExpressionAttributeValues: { ':pk': s(pk), ':from': s(entrySort(from)), ':to': s(entrySort(to)) },
      ScanIndexForward: forward,
      Limit: limit,
    }),
  );
  return (Items ?? []).map((item: Item) => readEntry(item));
};

/** A page of a history in either order. One read: 100 entries are far below its 1 MB. */
export const readEntries = (store: LedgerStore, pk: string, page: EntryPage): Promise<readonly Entry[]> => {
  const { order, limit, after } = page;
  return order === 'asc'
    ? query(store, pk, (after ?? 0) + 1, NO_VERSION, limit, true)
    : query(store, pk, 0, (after ?? NO_VERSION + 1) - 1, limit, false);
};

/** The history of a customer's account in partition `pk`, for answers about a time. */
export const historyOf = (store: LedgerStore, pk: string): History => ({
  newest: async () => (await query(store, pk, 0, NO_VERSION, 1, false))[0],
  some: async (versions) => {
    const keys = versions.map((version) => ({ pk: s(pk), sk: s(entrySort(version)) }));
    return (await readAll(store, keys)).map(readEntry);
  },
  from: (version, limit) => query(store, pk, version, NO_VERSION, limit, true),
  counted: (ranges) => sumCounters(store.dynamo, store.table, pk, ranges),
});

/**
 * The history of a system account in one currency. `newest` reads the account's state, since its last entries may not be written
 * yet. State and counters of back-dated entries change in one transaction, so that they agree.
 */
export const systemHistoryOf = (store: LedgerStore, pk: string): History => ({
  ...historyOf(store, pk),
  newest: async () => {
    const state = await getSystemState(store, pk);
    return state.version === 0 ? undefined : { ...state, after: posted(state, 'credit') };
  },
});
