import { QueryCommand } from '@aws-sdk/client-dynamodb';
import { s, str } from '../../../kernel/aws/attributes.ts';
import type { Entry } from '../../model/entry.ts';
import { readEntry } from '../table/entry-item.ts';
import { accountPartition, CURRENCY_PREFIX, ENTRY_PREFIX, entrySort, systemPartition } from '../table/keys.ts';
import type { LedgerStore } from '../table/ledger-store.ts';

/** A transaction that a filter may let through, and where to go on after it. */
export interface Candidate<Position> {
  readonly id: string;
  readonly position: Position;
  /** Of an entry of a system account: in which currency it was found. */
  readonly currency?: string;
}

export interface Candidates<Position> {
  readonly some: readonly Candidate<Position>[];
  /** Where to go on after all of them, and after what was passed over. */
  readonly end: Position | undefined;
  /** Nothing lies beyond these. */
  readonly done: boolean;
}

/** How far each history of an account was read, downwards: by currency for a system account, under `''` for any other. */
export type Versions = Readonly<Record<string, number>>;

/** More than any account can have: a version to start below. */
const NEWEST = 10 ** 15 - 1;
/** Entries of one account follow its commits, and their times the clocks of those who made them: apart by less than this. */
const CLOCKS_APART_MS = 60_000;
/** Currencies of one system account that a list looks at: all of ISO 4217. */
const MAX_CURRENCIES = 200;

interface History {
  readonly name: string;
  readonly partition: string;
}

const historiesOf = async (store: LedgerStore, tenant: string, account: string): Promise<readonly History[]> => {
  if (!account.startsWith('@')) return [{ name: '', partition: accountPartition(tenant, account) }];
  const query = new QueryCommand({
    TableName: store.table,
    KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
    ExpressionAttributeValues: { ':pk': s(accountPartition(tenant, account)), ':prefix': s(CURRENCY_PREFIX) },
    Limit: MAX_CURRENCIES,
  });
  return ((await store.dynamo.send(query)).Items ?? [])
    .map((item) => str(item, 'sk').slice(CURRENCY_PREFIX.length))
    .map((currency) => ({ name: currency, partition: systemPartition(tenant, account, currency) }));
};

/** Entries of one history below a version, newest first. */
const below = async (store: LedgerStore, { name, partition }: History, version: number, limit: number) => {
  const query = new QueryCommand({
    TableName: store.table,
    KeyConditionExpression: 'pk = :pk AND sk BETWEEN :first AND :last',
    ExpressionAttributeValues: {
      ':pk': s(partition),
      ':first': s(ENTRY_PREFIX),
      ':last': s(entrySort(Math.max(version - 1, 0))),
    },
    ScanIndexForward: false,
    Limit: limit,
  });
  const entries = ((await store.dynamo.send(query)).Items ?? []).map(readEntry);
  return { name, read: inOrder(name, entries), more: entries.length === limit };
};

/**
 * Entries under a time that never rises on the way down, though clocks may have: so the histories of several currencies can
 * be merged by time, and each still keeps its own order, on which positions rely.
 */
const inOrder = (history: string, entries: readonly Entry[]) => {
  let time = Number.MAX_SAFE_INTEGER;
  return entries.map((entry) => {
    time = Math.min(time, entry.at);
    return { history, time, entry };
  });
};

/**
 * The transactions of an account, newest first, through its entries: each once, at the entry that it began with. A hold's
 * later entries, which release what the first one held, are passed over. Those before `since` may be left out.
 */
export const transactionsOfAccount =
  (store: LedgerStore, tenant: string, account: string, since = 0) =>
  async (from: Versions | undefined, limit: number): Promise<Candidates<Versions>> => {
    const histories = await historiesOf(store, tenant, account);
    const pages = await Promise.all(histories.map((each) => below(store, each, from?.[each.name] ?? NEWEST, limit)));
    const open = pages.filter(({ more }) => more);
    // Where a history has more to come, nothing older than the oldest read of it can be placed yet.
    const floor = Math.max(0, ...open.map(({ read }) => read.at(-1)?.time ?? 0));
    const placed = pages
      .flatMap(({ read }) => read)
      .filter(({ time }) => time >= floor)
      .toSorted((a, b) => b.time - a.time);
    const some: Candidate<Versions>[] = [];
    let end: Versions | undefined = from;
    for (const { history, entry } of placed) {
      end = { ...end, [history]: entry.version };
      if (entry.pending < 0n) continue;
      some.push({ id: entry.transactionId, position: end, ...(history === '' ? {} : { currency: history }) });
    }
    const oldest = placed.at(-1)?.time ?? Number.MAX_SAFE_INTEGER;
    return { some, end, done: open.length === 0 || oldest < since - CLOCKS_APART_MS };
  };
