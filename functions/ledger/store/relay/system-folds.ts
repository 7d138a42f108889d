import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { n } from '../../../kernel/aws/attributes.ts';
import { type Outcome, transact } from '../../../kernel/aws/transact.ts';
import { present } from '../../../kernel/core/assert.ts';
import type { Recent } from '../../../kernel/core/recent.ts';
import { pauseMs, RETRY } from '../../../kernel/core/retry.ts';
import type { Entry } from '../../model/entry.ts';
import { type Fold, type FoldLine, fold, foldOrder, type SystemState } from '../../model/system-fold.ts';
import { addToCounter } from '../table/back-dated-counters.ts';
import { entryItem } from '../table/entry-item.ts';
import { putAll } from '../table/entry-writer.ts';
import { systemCurrencyKey, systemKey, systemPartition } from '../table/keys.ts';
import type { LedgerStore } from '../table/ledger-store.ts';
import { RetryableError } from '../table/retryable-error.ts';
import { putMark, readMark } from '../table/system-mark.ts';
import { getSystemState, readSystemState, type SystemAccount, systemStateAttributes } from '../table/system-state.ts';

/** Relays that meet on one system account win in turn: each loss is another's gain. */
const MAX_LOSSES = 30;

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
    ...lines.map((line, index) => putMark(table, of, line.receiptId, present(entries[index], 'a line has an entry'))),
    moveState(table, of, before, after),
    ...counters.map((counter) => addToCounter(table, pk, counter)),
    ...(before.version === 0 ? [{ Put: { TableName: table, Item: directory } }] : []),
  ];
};

/** The entries of those lines that are folded now, by receipt: by this transaction, or by earlier ones whose marks it met. */
const entriesOf = (lines: readonly FoldLine[], folded: Fold, outcome: Outcome): ReadonlyMap<string, Entry> =>
  new Map(
    lines.flatMap(({ receiptId }, index) => {
      if (outcome.kind === 'committed') return [[receiptId, present(folded.entries[index], 'a line has an entry')]];
      if (outcome.kind === 'busy' || !outcome.conflicts.has(index)) return [];
      return [[receiptId, readMark(present(outcome.conflicts.get(index), 'a mark that is met is returned'))]];
    }),
  );

/** The state after an outcome, given that before it; undefined where it has to be read again. */
const stateAfter = (before: SystemState, { after }: Fold, place: number, outcome: Outcome): SystemState | undefined => {
  if (outcome.kind === 'committed') return after;
  if (outcome.kind === 'busy') return undefined;
  // Its condition held: only marks were met.
  if (!outcome.conflicts.has(place)) return before;
  const failed = outcome.conflicts.get(place);
  return failed === undefined ? undefined : readSystemState(failed);
};

/**
 * Folds what receipts did to one system account into its state and history, each receipt exactly once. The state and the marks of
 * the receipts are one transaction, on the condition of the state's version and of no marks. So any number of relays, shards and
 * redeliveries may fold concurrently. The entries follow as plain puts of what the marks say, which are the same whoever makes
 * them. A relay that dies in between leaves them to whoever meets the marks. No two lines may be of one receipt.
 *
 * Answers with the entries of all the receipts, those folded before included. Throws where the account is too busy, `deadline` has
 * come or the store fails; what was folded stays.
 */
export const foldSystem = async (
  store: LedgerStore,
  recent: Recent<SystemState>,
  of: SystemAccount,
  lines: readonly FoldLine[],
  deadline: number,
): Promise<readonly Entry[]> => {
  const pk = systemPartition(of.tenant, of.account, of.currency);
  const done: Entry[] = [];
  let left = foldOrder(lines);
  for (let losses = 0; left.length > 0; ) {
    if (store.clock.now() >= deadline)
      throw new RetryableError('a system account was not folded: the time of this run is over');
    const state = recent.get(pk) ?? (await getSystemState(store, pk));
    const folded = fold(state, left);
    const some = left.slice(0, folded.entries.length);
    const outcome = await transact(store, foldActions(store.table, of, state, folded, some));
    const now = stateAfter(state, folded, some.length, outcome);
    if (now === undefined) recent.delete(pk);
    else recent.set(pk, now);
    const entries = entriesOf(some, folded, outcome);
    const written = [...entries.values()];
    await putAll(
      store,
      written.map((entry) => entryItem(pk, entry)),
    );
    done.push(...written);
    left = left.filter(({ receiptId }) => !entries.has(receiptId));
    // Every receipt less is progress, and bounded by their number.
    if (entries.size > 0) continue;
    losses += 1;
    if (losses > MAX_LOSSES) throw new RetryableError('a system account was not folded: too many relays meet on it');
    await store.clock.sleep(pauseMs(RETRY.relay, losses, store.random));
  }
  return done;
};
