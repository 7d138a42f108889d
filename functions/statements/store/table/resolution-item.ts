import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { type Item, n, s, str } from '../../../kernel/aws/attributes.ts';
import { present } from '../../../kernel/core/assert.ts';
import { parseCivilDate } from '../../../kernel/values/civil-date.ts';
import type { Resolution } from '../../model/bank/resolution.ts';
import { resolutionKey } from './keys.ts';

/** All of it as one document: it is read and written whole. */
const resolutionItem = (one: Resolution): Item => ({
  ...resolutionKey(one.tenant, one.bankAccount, one.id),
  v: n(one.version),
  j: s(JSON.stringify({ ...one, difference: String(one.difference) })),
});

export const readResolution = (item: Item): Resolution => {
  const read = JSON.parse(str(item, 'j')) as Omit<Resolution, 'difference'> & { readonly difference: string };
  return {
    ...read,
    // What JSON leaves out of it.
    against: read.against,
    reason: read.reason,
    on: present(parseCivilDate(read.on), 'a break has a day'),
    difference: BigInt(read.difference),
  };
};

/** On the condition that nobody was at it since it was read. */
export const puttingResolution = (table: string, one: Resolution): TransactWriteItem => ({
  Put: {
    TableName: table,
    Item: resolutionItem(one),
    ...(one.version === 1
      ? { ConditionExpression: 'attribute_not_exists(pk)' }
      : { ConditionExpression: 'v = :v', ExpressionAttributeValues: { ':v': n(one.version - 1) } }),
  },
});
