import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { present } from '../../kernel/assert.ts';
import type { Recent } from '../../kernel/recent.ts';
import { type Outcome, transact } from '../../kernel/transact.ts';
import type { Entry } from '../model/entry.ts';
import { type Fold, type FoldLine, fold, foldOrder, type SystemState } from '../model/system-fold.ts';
import { int, n, s } from './attributes.ts';
import { addToCounter } from './back-dated-counters.ts';
import { entryItem, readEntry } from './entry-item.ts';
import { getAll } from './entry-writer.ts';
import { entrySort, systemCurrencyKey, systemKey, systemMarkKey, systemPartition } from './keys.ts';
import type { LedgerStore } from './ledger-store.ts';
import { pause } from './relay-pause.ts';
import { getSystemState, readSystemState, systemStateAttributes } from './system-state.ts';

/**
 * Relays that meet on one system account win in turn: each loss is another's gain. Some 10 s at most, well inside the time of
 * a run.
 */
const MAX_LOSSES = 30;

/** A system account in one currency, of one tenant. */
export interface SystemAccount {
  readonly tenant: string;
  readonly account: string;
  readonly currency: string;
}

const moveState = (table: string, of: SystemAccount, before: SystemState, after: SystemState): TransactWriteItem => {
  const attributes = Object.entries(systemStateAttributes(after));
  return {
    Update: {
      TableName: table,
      Key: { ...systemKey(of.tenant, of.account, of.currency) },
      UpdateExpression: `SET ${attributes.map(([name]) => `#${name} = :${name}`).join(', ')}`,
      ConditionExpression: before.version === 0 ? 'attribute_not_exists(pk)' : '#v = :before',
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      ExpressionAttributeNames: Object.fromEntries(attributes.map(([name]) => [`#${name}`, name])),
      ExpressionAttributeValues: {
        ...Object.fromEntries(attributes.map(([name, value]) => [`:${name}`, value])),
        ...(before.version === 0 ? {} : { ':before': n(before.version) }),
      },
    },
  };
};

/** The mark says in which entry its receipt went, so that a redelivery can announce that entry again. */
const mark = (table: string, of: SystemAccount, receipt: string, version: number): TransactWriteItem => ({
  Put: {
    TableName: table,
    Item: { ...systemMarkKey(of.tenant, of.account, of.currency, receipt), v: n(version) },
    ConditionExpression: 'attribute_not_exists(pk)',
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  },
});

/** Marks stand first and then the state, so that the reasons of a cancelled transaction are found by their place. */
const foldActions = (
  table: string,
  of: SystemAccount,
  before: SystemState,
  { entries, counters, after }: Fold,
  lines: readonly FoldLine[],
): readonly TransactWriteItem[] => {
  const pk = systemPartition(of.tenant, of.account, of.currency);
  const directory = { ...systemCurrencyKey(of.tenant, of.account, of.currency) };
  return [
    ...entries.map((entry, index) => mark(table, of, lines[index]?.receiptId ?? '', entry.version)),
    moveState(table, of, before, after),
    ...entries.map((entry) => ({ Put: { TableName: table, Item: { ...entryItem(pk, entry) } } })),
    ...counters.map((counter) => addToCounter(table, pk, counter)),
    ...(before.version === 0 ? [{ Put: { TableName: table, Item: directory } }] : []),
  ];
};

/** Versions of the entries that earlier runs made of these receipts. */
const foldedBefore = (lines: readonly FoldLine[], outcome: Outcome): ReadonlyMap<string, number> => {
  if (outcome.kind !== 'refused') return new Map();
  const { met } = outcome;
  return new Map(
    lines.flatMap((line, index) => {
      if (!met.has(index)) return [];
      return [[line.receiptId, int(present(met.get(index), 'a mark that is met is returned'), 'v')] as const];
    }),
  );
};

const readEntries = async (store: LedgerStore, pk: string, versions: readonly number[]): Promise<readonly Entry[]> => {
  const items = await getAll(
    store,
    versions.map((version) => ({ pk: s(pk), sk: s(entrySort(version)) })),
  );
  return items.map(readEntry);
};

/**
 * Folds what receipts did to one system account into its state and history, each receipt exactly once: state, entries and
 * marks are one transaction, conditional on the state's version and on the absence of the marks. So any number of relays,
 * shards and redeliveries may fold at once. Answers with the entries of all the receipts, those folded before included.
 * No two lines may be of one receipt.
 */
export const foldSystem = async (
  store: LedgerStore,
  recent: Recent<SystemState>,
  of: SystemAccount,
  lines: readonly FoldLine[],
): Promise<readonly Entry[]> => {
  const pk = systemPartition(of.tenant, of.account, of.currency);
  const done: Entry[] = [];
  const earlier: number[] = [];
  let left = foldOrder(lines);
  for (let losses = 0; left.length > 0; ) {
    const state = recent.get(pk) ?? (await getSystemState(store, pk));
    const folded = fold(state, left);
    const some = left.slice(0, folded.entries.length);
    const outcome = await transact(store, foldActions(store.table, of, state, folded, some));
    if (outcome.kind === 'committed') {
      recent.set(pk, folded.after);
      done.push(...folded.entries);
      left = left.slice(some.length);
      continue;
    }
    const newer = outcome.kind === 'refused' ? outcome.met.get(some.length) : undefined;
    if (newer === undefined) recent.delete(pk);
    else recent.set(pk, readSystemState(newer));
    const before = foldedBefore(some, outcome);
    earlier.push(...before.values());
    left = left.filter(({ receiptId }) => !before.has(receiptId));
    // Dropping receipts that are folded already is progress, and bounded by their number.
    if (before.size > 0) continue;
    losses += 1;
    if (losses > MAX_LOSSES) throw new Error('a system account was not folded: too many relays meet on it');
    await pause(store, losses);
  }
  return earlier.length === 0 ? done : [...done, ...(await readEntries(store, pk, earlier))];
};
