import {
  type AttributeValue,
  TransactionCanceledException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { assert } from '../core/assert.ts';
import { classifyCancellation } from './classify-aws-error.ts';
import type { Dynamo } from './dynamodb.ts';

/** DynamoDB's limit of items in one transaction. */
export const MAX_ACTIONS = 100;

/** At the index of each action whose condition failed, the item that stood there: undefined where there was none. */
export type Conflicts = ReadonlyMap<number, Readonly<Record<string, AttributeValue>> | undefined>;

/** What came of a commit. `busy` had no effect and may be tried again as it is. */
export type Outcome =
  | { readonly kind: 'committed' }
  | { readonly kind: 'busy' }
  | { readonly kind: 'refused'; readonly conflicts: Conflicts };

/** One `TransactWriteItems`. Throws where the outcome is unknown, or where the request itself is at fault. */
export const transact = async (
  { dynamo }: { readonly dynamo: Dynamo },
  actions: readonly TransactWriteItem[],
): Promise<Outcome> => {
  assert(actions.length > 0 && actions.length <= MAX_ACTIONS, 'a transaction has 1 to 100 actions');
  try {
    await dynamo.send(new TransactWriteItemsCommand({ TransactItems: [...actions] }));
    return { kind: 'committed' };
  } catch (error) {
    if (!(error instanceof TransactionCanceledException)) throw error;
    const reasons = error.CancellationReasons ?? [];
    const meaning = classifyCancellation(reasons);
    if (meaning === 'passing') return { kind: 'busy' };
    if (meaning === 'broken') throw error;
    const failed = [...reasons.entries()].filter(([, { Code }]) => Code === 'ConditionalCheckFailed');
    return { kind: 'refused', conflicts: new Map(failed.map(([index, { Item: item }]) => [index, item])) };
  }
};
