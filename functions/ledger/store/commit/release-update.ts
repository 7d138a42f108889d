import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { n, s } from '../../../kernel/aws/attributes.ts';
import { assert } from '../../../kernel/core/assert.ts';
import type { Line } from '../../model/entry.ts';
import { ACCOUNT } from '../table/account-item.ts';
import { accountKey } from '../table/keys.ts';
import { writeLines } from '../table/lines.ts';

/**
 * The update of an account by the resolution of a hold: `-pending` of what it held on the line's side is released, and
 * `amount` of that is posted. Neither status nor funds are asked: the hold has reserved both, so a frozen account does not
 * stop it. The condition is an invariant, not a refusal: the account holds at least what is released.
 */
export const releaseUpdate = (table: string, tenant: string, account: string, line: Line): TransactWriteItem => {
  const held = -line.pending;
  assert(held > 0n && line.amount >= 0n && line.amount <= held, 'of what is held, none, a part or all is posted');
  const debit = line.side === 'debit';
  const [posted, pending, headroom, otherHeadroom] = debit
    ? [ACCOUNT.debits, ACCOUNT.pendingDebits, ACCOUNT.debitHeadroom, ACCOUNT.creditHeadroom]
    : [ACCOUNT.credits, ACCOUNT.pendingCredits, ACCOUNT.creditHeadroom, ACCOUNT.debitHeadroom];
  return {
    Update: {
      TableName: table,
      Key: { ...accountKey(tenant, account) },
      UpdateExpression:
        'ADD #posted :posted, #pending :released, #room :room, #other :posted, #version :one SET #lines = :lines',
      ConditionExpression: '#pending >= :held',
      ExpressionAttributeNames: {
        '#posted': posted,
        '#pending': pending,
        '#room': headroom,
        '#other': otherHeadroom,
        '#version': ACCOUNT.version,
        '#lines': ACCOUNT.lines,
      },
      ExpressionAttributeValues: {
        ':posted': n(line.amount),
        ':released': n(line.pending),
        ':held': n(held),
        ':room': n(held - line.amount),
        ':one': n(1),
        ':lines': s(writeLines([line])),
      },
    },
  };
};
