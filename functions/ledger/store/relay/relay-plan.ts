import type { DynamoDBRecord } from 'aws-lambda';
import type { Entry } from '../../model/entry.ts';
import { entriesBetween, NO_TOTALS } from '../../model/entry-history.ts';
import { systemLines } from '../../model/receipt-lines.ts';
import type { FoldLine } from '../../model/system-fold.ts';
import { systemPartition } from '../table/keys.ts';
import type { SystemAccount } from '../table/system-state.ts';
import type { Committed } from './event-messages.ts';
import type { Heartbeat } from './heartbeats.ts';
import { type AccountImages, type MoneyReceipt, readStreamRecord } from './stream-record.ts';

/** Consecutive new entries of one account. */
export interface Run {
  readonly pk: string;
  readonly tenant: string;
  readonly account: string;
  readonly currency: string;
  readonly entries: Entry[];
  /** Places of the records that they come from. */
  readonly indexes: number[];
}

/** What one system account has to take in. */
export interface SystemWork {
  readonly of: SystemAccount;
  /** By receipt, each once. */
  readonly lines: Map<string, FoldLine>;
  /** Places of the records that they come from. */
  readonly indexes: number[];
}

/** A change to tell others of, and the place of its record in the batch. */
export interface News {
  readonly index: number;
  readonly change: AccountImages | MoneyReceipt;
}

/** A beat, and the place of its record in the batch: it vouches for all that stand before it. */
export interface HeartbeatAt {
  readonly index: number;
  readonly heartbeat: Heartbeat;
}

/** All the work of a batch, put together before anything is written. */
export interface RelayPlan {
  readonly runs: readonly Run[];
  readonly folds: readonly SystemWork[];
  readonly news: readonly News[];
  /** Every receipt, those that are no news to clients included. */
  readonly receipts: readonly Committed[];
  readonly heartbeats: readonly HeartbeatAt[];
  /** The first record that cannot be read, ever. Nothing after it is in the plan. */
  readonly poison: { readonly index: number; readonly error: unknown } | undefined;
}

const newEntries = (change: AccountImages): readonly Entry[] => {
  const before = change.before ?? { ...NO_TOTALS, version: 0 };
  return before.version === change.after.version
    ? []
    : entriesBetween(before, change.after, change.after.normal, change.lines);
};

/** Adds entries to the account's last run; those that it has already (a record seen twice) are dropped. */
const addEntries = (runs: Map<string, Run[]>, change: AccountImages, index: number): void => {
  const entries = newEntries(change);
  const held = runs.get(change.pk) ?? [];
  const last = held.at(-1);
  const newest = last?.entries.at(-1)?.version ?? 0;
  const fresh = entries.filter(({ version }) => version > newest);
  if (fresh.length === 0) return;
  if (last !== undefined && fresh[0]?.version === newest + 1) {
    last.entries.push(...fresh);
    last.indexes.push(index);
    return;
  }
  const { pk, tenant, after } = change;
  held.push({ pk, tenant, account: after.id, currency: after.currency, entries: [...fresh], indexes: [index] });
  runs.set(pk, held);
};

const addLines = (folds: Map<string, SystemWork>, change: MoneyReceipt, index: number): void => {
  const { tenant, receipt, made, resolves } = change;
  for (const { account, currency, line } of systemLines(receipt, made, resolves)) {
    const pk = systemPartition(tenant, account, currency);
    const work: SystemWork = folds.get(pk) ?? { of: { tenant, account, currency }, lines: new Map(), indexes: [] };
    work.lines.set(line.receiptId, line);
    work.indexes.push(index);
    folds.set(pk, work);
  }
};

const isPublished = (change: AccountImages | MoneyReceipt): boolean =>
  change.kind === 'receipt' || change.before?.revision !== change.after.revision;

/** What receipts ask for: system accounts to fold and news to publish. Also used where they are read from the table again. */
export const planReceipts = (receipts: readonly MoneyReceipt[]): RelayPlan => {
  const folds = new Map<string, SystemWork>();
  for (const [index, receipt] of receipts.entries()) addLines(folds, receipt, index);
  const news = receipts.map((change, index) => ({ index, change }));
  const committed = receipts.map((of, index) => ({ index, of }));
  return { runs: [], folds: [...folds.values()], news, receipts: committed, heartbeats: [], poison: undefined };
};

/** Reads a batch up to its end or its first unreadable record. */
export const planRecords = (records: readonly DynamoDBRecord[]): RelayPlan => {
  const runs = new Map<string, Run[]>();
  const folds = new Map<string, SystemWork>();
  const news: News[] = [];
  const receipts: Committed[] = [];
  const heartbeats: HeartbeatAt[] = [];
  let poison: RelayPlan['poison'];
  for (const [index, record] of records.entries()) {
    try {
      const change = readStreamRecord(record);
      if (change === undefined) continue;
      if (change.kind === 'beat') {
        heartbeats.push({ index, heartbeat: change.heartbeat });
        continue;
      }
      if (change.kind !== 'account') receipts.push({ index, of: change });
      if (change.kind === 'other') continue;
      if (change.kind === 'account') addEntries(runs, change, index);
      else addLines(folds, change, index);
      if (isPublished(change)) news.push({ index, change });
    } catch (error) {
      poison = { index, error };
      break;
    }
  }
  return { runs: [...runs.values()].flat(), folds: [...folds.values()], news, receipts, heartbeats, poison };
};
