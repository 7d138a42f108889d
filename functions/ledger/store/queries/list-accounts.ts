import { QueryCommand } from '@aws-sdk/client-dynamodb';
import { s, str } from '../../../kernel/aws/attributes.ts';
import { present } from '../../../kernel/core/assert.ts';
import type { Page } from '../../../kernel/http/page-reply.ts';
import { accountView } from '../../model/account-view.ts';
import { parsePartition, TABLE } from '../table/keys.ts';
import type { LedgerStore } from '../table/ledger-store.ts';
import { findAccounts } from './accounts.ts';

const INDEX = TABLE.indexes.accounts;

/** The accounts of a tenant, oldest first, from after `position` (the sort key of the last one seen). */
export const accountsPage = async (
  store: LedgerStore,
  tenant: string,
  limit: number,
  position: string | undefined,
): Promise<Page<string>> => {
  const query = new QueryCommand({
    TableName: store.table,
    IndexName: INDEX.name,
    KeyConditionExpression: position === undefined ? '#ag = :tenant' : '#ag = :tenant AND #as > :after',
    ExpressionAttributeNames: { '#ag': INDEX.partition, ...(position === undefined ? {} : { '#as': INDEX.sort }) },
    ExpressionAttributeValues: { ':tenant': s(tenant), ...(position === undefined ? {} : { ':after': s(position) }) },
    // One more than asked for: it tells whether there is a next page.
    Limit: limit + 1,
  });
  const keys = (await store.dynamo.send(query)).Items ?? [];
  const page = keys.slice(0, limit);
  const placed = page.map((key) => ({
    id: present(parsePartition(str(key, 'pk')), 'the index holds accounts').id,
    position: str(key, INDEX.sort),
  }));
  const found = await findAccounts(
    store,
    tenant,
    placed.map(({ id }) => id),
  );
  return {
    data: placed.map(({ id, position }) => {
      const { account, profile } = present(found.get(id), 'an account in the index exists for ever');
      return { view: accountView(account, profile), position };
    }),
    next: keys.length > limit ? placed.at(-1)?.position : undefined,
  };
};
