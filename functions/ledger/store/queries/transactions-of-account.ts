import { QueryCommand } from '@aws-sdk/client-dynamodb';
import { s, str } from '../../../kernel/aws/attributes.ts';
import { accountPartition, CURRENCY_PREFIX, systemPartition } from '../table/keys.ts';
import type { LedgerStore } from '../table/ledger-store.ts';
import { type DownwardHistory, EntriesDownwards } from './entries-downwards.ts';

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

const historiesOf = async (
  store: LedgerStore,
  tenant: string,
  account: string,
): Promise<readonly Omit<DownwardHistory, 'below'>[]> => {
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

/**
 * The transactions of an account, newest first, through its entries: each once, at the entry that it began with. A hold's
 * later entries, which release what the first one held, are passed over. Those before `since` may be left out.
 *
 * What it gives is asked for round by round; a round from where the last one ended goes on with what that has read.
 */
export const transactionsOfAccount = (store: LedgerStore, tenant: string, account: string, since = 0) => {
  let kept: { readonly end: Versions; readonly entries: EntriesDownwards } | undefined;
  const opened = async (from: Versions | undefined, limit: number): Promise<EntriesDownwards> => {
    const all = await historiesOf(store, tenant, account);
    return new EntriesDownwards(
      store,
      all.map((each) => ({ ...each, below: from?.[each.name] ?? NEWEST })),
      limit,
    );
  };
  return async (from: Versions | undefined, limit: number): Promise<Candidates<Versions>> => {
    const entries = kept !== undefined && kept.end === from ? kept.entries : await opened(from, limit);
    const { some: taken, isOver } = await entries.take(limit);
    const some: Candidate<Versions>[] = [];
    const end: Record<string, number> = { ...from };
    for (const { history, entry } of taken) {
      end[history] = entry.version;
      if (entry.pending < 0n) continue;
      some.push({ id: entry.transactionId, position: { ...end }, ...(history === '' ? {} : { currency: history }) });
    }
    kept = { end, entries };
    const oldest = taken.at(-1)?.time ?? Number.MAX_SAFE_INTEGER;
    return { some, end, done: isOver || oldest < since - CLOCKS_APART_MS };
  };
};
