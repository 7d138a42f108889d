import type { AttributeValue, TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { n, s } from '../../../kernel/aws/attributes.ts';
import { present } from '../../../kernel/core/assert.ts';
import type { Account } from '../../model/account.ts';
import type { AccountChange } from '../../model/account-change.ts';
import { ACCOUNT } from '../table/account-item.ts';
import { accountKey } from '../table/keys.ts';
import { writeLines } from '../table/lines.ts';

/** No name of `ACCOUNT` that stands in these expressions is a reserved word of DynamoDB, so they need no placeholders. */
const conditionOf = ({ currencies, needs }: AccountChange, pin: Account | undefined): string => {
  let condition = `${ACCOUNT.currency} = :cu AND ${ACCOUNT.status} = :open`;
  // An account has one currency: asked for two at once, the condition fails, and the item that it met tells why.
  if (currencies.length > 1) condition += ` AND ${ACCOUNT.currency} = :other`;
  if (needs.debitHeadroom > 0n) condition += ` AND ${ACCOUNT.debitHeadroom} >= :needDebit`;
  if (needs.creditHeadroom > 0n) condition += ` AND ${ACCOUNT.creditHeadroom} >= :needCredit`;
  if (pin !== undefined) condition += ` AND ${PINNED}`;
  return condition;
};

/** The account has not moved since it was read. */
const PINNED = `${ACCOUNT.version} = :pinVersion AND ${ACCOUNT.revision} = :pinRevision`;

const pinValues = (pin: Account): Record<string, AttributeValue> => ({
  ':pinVersion': n(pin.version),
  ':pinRevision': n(pin.revision),
});

/** What is added to the numbers of an account; those that do not change are left out. */
const additions = ({ totals, headroom }: AccountChange): readonly (readonly [string, bigint])[] =>
  [
    [ACCOUNT.debits, totals.debits] as const,
    [ACCOUNT.credits, totals.credits] as const,
    [ACCOUNT.pendingDebits, totals.pendingDebits] as const,
    [ACCOUNT.pendingCredits, totals.pendingCredits] as const,
    [ACCOUNT.debitHeadroom, headroom.debitHeadroom] as const,
    [ACCOUNT.creditHeadroom, headroom.creditHeadroom] as const,
  ].filter(([, by]) => by !== 0n);

/**
 * The update of an account by new transactions: it exists, is open, holds their currency and has room for each of them in
 * their order. With `pin`, also: it is still as it was when it was read.
 */
export const accountUpdate = (
  table: string,
  tenant: string,
  change: AccountChange,
  pin?: Account | undefined,
): TransactWriteItem => {
  const values: Record<string, AttributeValue> = {
    ':cu': s(present(change.currencies[0], 'a change is in a currency')),
    ':open': s('open'),
    ':lines': s(writeLines(change.lines)),
    ':count': n(change.lines.length),
  };
  if (change.currencies.length > 1) values[':other'] = s(change.currencies[1] ?? '');
  if (change.needs.debitHeadroom > 0n) values[':needDebit'] = n(change.needs.debitHeadroom);
  if (change.needs.creditHeadroom > 0n) values[':needCredit'] = n(change.needs.creditHeadroom);
  let add = `ADD ${ACCOUNT.version} :count`;
  for (const [name, by] of additions(change)) {
    add += `, ${name} :${name}`;
    values[`:${name}`] = n(by);
  }
  return {
    Update: {
      TableName: table,
      Key: { ...accountKey(tenant, change.account) },
      UpdateExpression: `SET ${ACCOUNT.lines} = :lines ${add}`,
      ConditionExpression: conditionOf(change, pin),
      ExpressionAttributeValues: pin === undefined ? values : { ...values, ...pinValues(pin) },
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    },
  };
};

/** Holds an account that is only looked at to what was read of it: the same version, or still not there. */
export const accountCheck = (
  table: string,
  tenant: string,
  account: string,
  read: Account | undefined,
): TransactWriteItem => ({
  ConditionCheck: {
    TableName: table,
    Key: { ...accountKey(tenant, account) },
    ...(read === undefined
      ? { ConditionExpression: 'attribute_not_exists(pk)' }
      : { ConditionExpression: PINNED, ExpressionAttributeValues: pinValues(read) }),
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  },
});
