import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { n } from '../../../kernel/aws/attributes.ts';
import { assert } from '../../../kernel/core/assert.ts';
import type { Claim, Counted } from '../../model/limit.ts';
import type { Payment } from '../../model/payment.ts';
import { counterKey } from '../table/keys.ts';
import type { PaymentsStore } from '../table/payments-store.ts';

type Table = Pick<PaymentsStore, 'table'>;

/** What is counted together: one payment, or all of a batch. */
export interface Sum {
  readonly amount: bigint;
  readonly count: number;
}

/** The counts of one payment. */
export const countingOne = (
  store: Table,
  { tenant, amount }: Payment,
  claims: readonly Claim[],
): readonly TransactWriteItem[] => claims.map((claim) => counting(store, tenant, claim, { amount, count: 1 }));

const NAMES = { '#amount': 'amount', '#count': 'count' } as const;

/**
 * Counts, on the condition that there is room. The condition and the count are one action of the transaction that moves the
 * payment on, so no two payments can take the same room.
 */
export const counting = ({ table }: Table, tenant: string, { limit, window }: Claim, sum: Sum): TransactWriteItem => {
  const { amount, count } = limit;
  const conditions = [
    ...(amount === undefined ? [] : ['#amount <= :amountRoom']),
    ...(count === undefined ? [] : ['#count <= :countRoom']),
  ];
  assert(amount === undefined || sum.amount <= amount, 'what no window could hold is refused before it is counted');
  assert(count === undefined || sum.count <= count, 'what no window could hold is refused before it is counted');
  return {
    Update: {
      TableName: table,
      Key: counterKey(tenant, { limit: limit.id, window }),
      UpdateExpression: 'ADD #amount :amount, #count :count',
      ConditionExpression: `attribute_not_exists(pk) OR (${conditions.join(' AND ')})`,
      ExpressionAttributeNames: NAMES,
      ExpressionAttributeValues: {
        ':amount': n(sum.amount),
        ':count': n(sum.count),
        ...(amount === undefined ? {} : { ':amountRoom': n(amount - sum.amount) }),
        ...(count === undefined ? {} : { ':countRoom': n(count - sum.count) }),
      },
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    },
  };
};

/** Gives the room back. That it happens once is the condition of the payment's own action beside it. */
const givingBack = ({ table }: Table, tenant: string, counted: Counted, amount: bigint): TransactWriteItem => ({
  Update: {
    TableName: table,
    Key: counterKey(tenant, counted),
    UpdateExpression: 'ADD #amount :amount, #count :count',
    ExpressionAttributeNames: NAMES,
    ExpressionAttributeValues: { ':amount': n(-amount), ':count': n(-1) },
  },
});

/** What a payment counted in before a step and does not after it. */
export const freeing = (store: Table, before: Payment, after: Payment): readonly TransactWriteItem[] =>
  before.counted
    .filter(({ limit }) => !after.counted.some((still) => still.limit === limit))
    .map((counted) => givingBack(store, before.tenant, counted, before.amount));
