import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { transact } from '../../../kernel/aws/transact.ts';
import { chunks } from '../../../kernel/core/parallel.ts';
import { RETRY, retry } from '../../../kernel/core/retry.ts';
import { LEVELS, netted } from '../../model/back-dated-index.ts';
import { change, type Entry, effectiveTime } from '../../model/entry.ts';
import { addToCounter } from '../table/back-dated-counters.ts';
import { entryItem } from '../table/entry-item.ts';
import type { LedgerStore } from '../table/ledger-store.ts';
import { RetryableError } from '../table/retryable-error.ts';

/** An entry and its counters are at most 7 actions; 14 such entries fit DynamoDB's 100. */
const MAX_ENTRIES = Math.floor(100 / (1 + LEVELS));

const actions = (table: string, pk: string, entries: readonly Entry[]): readonly TransactWriteItem[] => [
  ...entries.map((entry) => ({
    Put: { TableName: table, Item: { ...entryItem(pk, entry) }, ConditionExpression: 'attribute_not_exists(ct)' },
  })),
  ...netted(entries.map((entry) => ({ effective: effectiveTime(entry), change: change(entry) }))).map((counter) =>
    addToCounter(table, pk, counter),
  ),
];

const enterSome = async (store: LedgerStore, pk: string, entries: readonly Entry[]): Promise<void> => {
  let left = entries;
  const done = await retry(store, RETRY.relay, async () => {
    const outcome = await transact(store, actions(store.table, pk, left));
    if (outcome.kind === 'committed') return true;
    // An entry that is already linked is already counted: both came in one transaction.
    if (outcome.kind === 'refused') left = left.filter((_, index) => !outcome.conflicts.has(index));
    return left.length === 0 ? true : undefined;
  });
  if (done === undefined) throw new RetryableError('back-dated entries were not written: their account is too busy');
};

/**
 * Writes back-dated entries of one account, in the order of their versions, each together with its counters and exactly
 * once, however often and by however many relays it is asked for.
 */
export const enterBackDated = async (store: LedgerStore, pk: string, entries: readonly Entry[]): Promise<void> => {
  for (const chunk of chunks(entries, MAX_ENTRIES)) await enterSome(store, pk, chunk);
};
