import type { AttributeValue, TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { n, s } from '../../../kernel/aws/attributes.ts';
import type { Resolution } from '../../model/hold-resolution.ts';
import { transactionKey } from '../table/keys.ts';
import { POSTED_IN_PART, TRANSACTION } from '../table/transaction-item.ts';
import type { FoundTransaction } from '../table/transactions.ts';

/** It is still pending, and no more of it was posted than was read: of two at once the second is planned anew. */
const asRead = (seen: bigint | undefined, isExpiring: boolean): string => {
  const expiry = seen === undefined ? '#xa' : '#xp';
  const inTime = isExpiring ? `${expiry} <= :at` : `(attribute_not_exists(${expiry}) OR ${expiry} > :at)`;
  return `#hs = :pending AND ${seen === undefined ? 'attribute_not_exists(#pa)' : '#pa = :seen'} AND ${inTime}`;
};

interface Change {
  readonly sets: readonly string[];
  readonly removes: readonly string[];
  readonly values: Readonly<Record<string, AttributeValue>>;
}

/** The hold leaves `pending`, and the index of what expires. */
const ended = (state: string, at: number): Change => ({
  sets: ['#hs = :to', '#ta = :at'],
  removes: ['#xb', '#xs'],
  values: { ':to': s(state), ':at': n(at) },
});

/** The rest stays held, out of reach of releases that know no parts: see `POSTED_IN_PART`. */
const kept = (expiresAt: number | undefined, at: number): Change => ({
  sets: ['#xa = :part', ...(expiresAt === undefined ? [] : ['#xp = :expires'])],
  removes: [],
  values: {
    ':part': s(POSTED_IN_PART),
    ':at': n(at),
    ...(expiresAt === undefined ? {} : { ':expires': n(expiresAt) }),
  },
});

const NAMES: Readonly<Record<string, string>> = {
  '#hs': TRANSACTION.state,
  '#pa': TRANSACTION.postedAmount,
  '#ta': TRANSACTION.resolvedAt,
  '#xa': TRANSACTION.expiresAt,
  '#xp': TRANSACTION.partExpiresAt,
  '#xb': TRANSACTION.expiryBucket,
  '#xs': TRANSACTION.expirySort,
};

/** DynamoDB refuses names that no expression uses. */
const namesIn = (...expressions: readonly string[]): Record<string, string> => {
  const used = new Set(expressions.join(' ').match(/#\w+/g));
  return Object.fromEntries(Object.entries(NAMES).filter(([name]) => used.has(name)));
};

/**
 * What becomes of the hold's own item. A hold past its expiry can no longer be posted, swept or not; only a hold past its
 * expiry can expire.
 */
export const holdUpdate = (
  table: string,
  tenant: string,
  { made, stored }: FoundTransaction,
  isExpiring: boolean,
  { state, postedAmount }: Resolution,
  at: number,
): TransactWriteItem => {
  const change = state === 'pending' ? kept(stored.expiresAt, at) : ended(state, at);
  const sets = [...change.sets, ...(postedAmount === undefined ? [] : ['#pa = :pa'])];
  const removing = change.removes.length === 0 ? '' : ` REMOVE ${change.removes.join(', ')}`;
  const update = `SET ${sets.join(', ')}${removing}`;
  const condition = asRead(stored.postedAmount, isExpiring);
  return {
    Update: {
      TableName: table,
      Key: { ...transactionKey(tenant, made.id) },
      UpdateExpression: update,
      ConditionExpression: condition,
      ExpressionAttributeNames: namesIn(update, condition),
      ExpressionAttributeValues: {
        ...change.values,
        ':pending': s('pending'),
        ...(postedAmount === undefined ? {} : { ':pa': n(postedAmount) }),
        ...(stored.postedAmount === undefined ? {} : { ':seen': n(stored.postedAmount) }),
      },
    },
  };
};
