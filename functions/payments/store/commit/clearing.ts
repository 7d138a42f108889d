import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { n, s } from '../../../kernel/aws/attributes.ts';
import { CLEARING, clearingText, type DueClearing, type Histories } from '../table/clearing-item.ts';
import { clearingShard, switchKey, TABLE } from '../table/keys.ts';
import type { PaymentsStore } from '../table/payments-store.ts';

type Table = Pick<PaymentsStore, 'table'>;

const { partition, sort } = TABLE.indexes.due;

/** Has the clearing account of a rail looked at from now on: with the first payment that goes out. */
export const watching = ({ table }: Table, tenant: string, rail: string, at: number): TransactWriteItem => ({
  Update: {
    TableName: table,
    Key: switchKey(tenant, rail),
    UpdateExpression: 'SET #shard = :shard, #at = :at',
    ConditionExpression: 'attribute_not_exists(#at)',
    ExpressionAttributeNames: { '#shard': partition, '#at': sort },
    ExpressionAttributeValues: { ':shard': s(clearingShard), ':at': n(at) },
  },
});

/** Notes how far an account was gone through, unless another run has. */
export const notingClearing = (
  { table }: Table,
  { tenant, rail, at }: DueClearing,
  histories: Histories,
  next: number,
): TransactWriteItem => ({
  Update: {
    TableName: table,
    Key: switchKey(tenant, rail),
    UpdateExpression: 'SET #clearing = :clearing, #at = :next',
    ConditionExpression: '#at = :seen',
    ExpressionAttributeNames: { '#clearing': CLEARING, '#at': sort },
    ExpressionAttributeValues: { ':clearing': clearingText(histories), ':next': n(next), ':seen': n(at) },
  },
});
