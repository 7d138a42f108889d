import { type Call, type Reply, type Route, route } from '../../../kernel/call.ts';
import { pageLimit } from '../../../kernel/paging.ts';
import { listAccounts } from '../../contract/api.ts';
import { accountView } from '../../model/account-view.ts';
import { listAccounts as pageOfAccounts } from '../../store/list-accounts.ts';
import type { LedgerDeps } from './ledger-deps.ts';

const list = async (deps: LedgerDeps, call: Call<typeof listAccounts>): Promise<Reply> => {
  const position = await deps.cursors.read(call, call.query.cursor);
  const { data, next } = await pageOfAccounts(deps, call.caller.tenant, pageLimit(call.query), position);
  const nextCursor = next === undefined ? null : await deps.cursors.sign(call, next);
  return { status: 200, body: { data: data.map(({ account, profile }) => accountView(account, profile)), nextCursor } };
};

/** `GET /v1/accounts`: oldest first; a new account may take seconds to be listed. */
export const listAccountsRoute = (deps: LedgerDeps): Route<typeof listAccounts> =>
  route(listAccounts, (call) => list(deps, call));
