import {
  TransactionCanceledException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { assert } from '../../kernel/assert.ts';
import { meaningOf } from '../../kernel/conflict.ts';
import type { Item } from './attributes.ts';
import type { LedgerStore } from './ledger-store.ts';

/** DynamoDB's limit of items in one transaction. */
export const MAX_ACTIONS = 100;

/** What came of a commit. `busy` had no effect and may be tried again as it is. */
export type Outcome =
  | { readonly kind: 'committed' }
  | { readonly kind: 'busy' }
  /** At each place where a condition failed, the item it met: undefined where there was none. */
  | { readonly kind: 'refused'; readonly met: ReadonlyMap<number, Item | undefined> };

/** One `TransactWriteItems`. Throws where the outcome is unknown, or where the request itself is at fault. */
export const transact = async (store: LedgerStore, actions: readonly TransactWriteItem[]): Promise<Outcome> => {
  assert(actions.length > 0 && actions.length <= MAX_ACTIONS, 'a store transaction has 1 to 100 actions');
  try {
    await store.dynamo.send(new TransactWriteItemsCommand({ TransactItems: [...actions] }));
    return { kind: 'committed' };
  } catch (error) {
    if (!(error instanceof TransactionCanceledException)) throw error;
    const reasons = error.CancellationReasons ?? [];
    const meaning = meaningOf(reasons);
    if (meaning === 'passing') return { kind: 'busy' };
    if (meaning === 'broken') throw error;
    const met = new Map<number, Item | undefined>();
    for (const [index, reason] of reasons.entries()) {
      if (reason.Code === 'ConditionalCheckFailed') met.set(index, reason.Item);
    }
    return { kind: 'refused', met };
  }
};
