import { type Call, type Reply, type Route, route } from '../../../kernel/core/call.ts';
import { common } from '../../../kernel/core/common-problems.ts';
import { Refusal } from '../../../kernel/core/problem.ts';
import { getAccount } from '../../contract/account-operations.ts';
import { accountView, etagOf } from '../../model/account-view.ts';
import { isSystem } from '../../model/made-transaction.ts';
import { findAccount } from '../../store/queries/accounts.ts';
import type { LedgerStore } from '../../store/table/ledger-store.ts';
import { readSystemAccount } from './get-system-account.ts';

const get = async (store: LedgerStore, { params, caller }: Call<typeof getAccount>): Promise<Reply> => {
  if (isSystem(params.id)) return readSystemAccount(store, caller.tenant, params.id);
  const named = await findAccount(store, caller.tenant, params.id);
  if (named === undefined) throw new Refusal(common['not-found'], 'There is no such account.');
  return { status: 200, body: accountView(named.account, named.profile), headers: { etag: etagOf(named.account) } };
};

/** `GET /v1/accounts/{id}`: strongly consistent, its ETag new with every change. */
export const getAccountRoute = (store: LedgerStore): Route<typeof getAccount> =>
  route(getAccount, (call) => get(store, call));
