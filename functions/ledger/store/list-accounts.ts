import { QueryCommand } from '@aws-sdk/client-dynamodb';
import { present } from '../../kernel/assert.ts';
import { findAccounts, type NamedAccount } from './accounts.ts';
import { s, str } from './attributes.ts';
import { parsePartition, TABLE } from './keys.ts';
import type { LedgerStore } from './ledger-store.ts';

const INDEX = TABLE.indexes.accounts;

/** One page of a list, and where the next one starts: undefined where there is none. */
export interface Page<T, Position> {
  readonly data: readonly T[];
  readonly next: Position | undefined;
}

/** The accounts of a tenant, oldest first, from after `position` (the sort key of the last one seen). */
export const listAccounts = async (
  store: LedgerStore,
  tenant: string,
  limit: number,
  position: string | undefined,
): Promise<Page<NamedAccount, string>> => {
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
  const ids = page.map((key) => present(parsePartition(str(key, 'pk')), 'the index holds accounts').id);
  const found = await findAccounts(store, tenant, ids);
  const last = page.at(-1);
  return {
    data: ids.map((id) => present(found.get(id), 'an account in the index exists for ever')),
    next: keys.length > limit && last !== undefined ? str(last, INDEX.sort) : undefined,
  };
};
