import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import type { Ask } from '../../kernel/ask.ts';
import type { Effect } from '../../kernel/once.ts';
import { Refusal } from '../../kernel/problem.ts';
import { ledgerProblems } from '../contract/problems.ts';
import { accountItem } from './account-item.ts';
import type { NamedAccount } from './accounts.ts';
import type { Item } from './attributes.ts';
import type { LedgerStore } from './ledger-store.ts';
import { profileItem } from './profile-item.ts';

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
    refusal: new Refusal(
      ledgerProblems['account-exists'],
      'There is an account with this id already. Choose another id.',
    ),
  };
};
