import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import type { Item } from '../../../kernel/aws/attributes.ts';
import type { Ask } from '../../../kernel/idempotency/ask.ts';
import type { Effect } from '../../../kernel/idempotency/once.ts';
import type { NamedAccount } from '../queries/accounts.ts';
import { accountItem } from '../table/account-item.ts';
import type { LedgerStore } from '../table/ledger-store.ts';
import { profileItem } from '../table/profile-item.ts';

const put = (table: string, item: Item): TransactWriteItem => ({
  Put: { TableName: table, Item: { ...item }, ConditionExpression: 'attribute_not_exists(pk)' },
});

/** Opens an account that nobody has opened before; `body` is the answer. */
export const opening = (store: LedgerStore, ask: Ask, { account, profile }: NamedAccount, body: string): Effect => {
  const revision = { at: account.createdAt, actor: ask.actor, requestId: ask.requestId };
  return {
    status: 201,
    body,
    at: account.createdAt,
    actions: [
      put(store.table, accountItem(ask.tenant, account, revision)),
      put(store.table, profileItem(ask.tenant, account.id, profile, account.revision)),
    ],
  };
};
