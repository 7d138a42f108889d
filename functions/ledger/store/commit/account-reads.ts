import { BATCH_GET_MAX } from '../../../kernel/aws/batch-get.ts';
import { chunks } from '../../../kernel/core/parallel.ts';
import type { Account } from '../../model/account.ts';
import { readAccount } from '../table/account-item.ts';
import { batchGet } from '../table/batch-get.ts';
import { accountKey } from '../table/keys.ts';
import type { LedgerStore } from '../table/ledger-store.ts';

/** The accounts of these ids that exist, each strongly consistent by itself. */
export const accountsOf = async (
  store: LedgerStore,
  tenant: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Account>> => {
  const keys = ids.map((id) => accountKey(tenant, id));
  const accounts = new Map<string, Account>();
  for (const some of chunks(keys, BATCH_GET_MAX)) {
    for (const item of (await batchGet(store, some)).values()) {
      const account = readAccount(item);
      accounts.set(account.id, account);
    }
  }
  return accounts;
};
