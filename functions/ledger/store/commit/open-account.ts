import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import type { Item } from '../../../kernel/aws/attributes.ts';
import type { Effect } from '../../../kernel/idempotency/exactly-once.ts';
import type { IdempotentRequest } from '../../../kernel/idempotency/idempotent-request.ts';
import type { NamedAccount } from '../queries/accounts.ts';
import { accountItem } from '../table/account-item.ts';
import type { LedgerStore } from '../table/ledger-store.ts';
import { profileItem } from '../table/profile-item.ts';

const put = (table: string, item: Item): TransactWriteItem => ({
  Put: { TableName: table, Item: { ...item }, ConditionExpression: 'attribute_not_exists(pk)' },
});

/** Opens an account that nobody has opened before; `body` is the answer. */
export const opening = (
  store: LedgerStore,
  request: IdempotentRequest,
  { account, profile }: NamedAccount,
  body: string,
): Effect => {
  const revision = { at: account.createdAt, actor: request.actor, requestId: request.requestId };
  return {
    status: 201,
    body,
    at: account.createdAt,
    actions: [
      put(store.table, accountItem(request.tenant, account, revision)),
      put(store.table, profileItem(request.tenant, account.id, profile, account.revision)),
    ],
  };
};
