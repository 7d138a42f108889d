import { type Call, type Reply, type Route, route } from '../../../kernel/core/call.ts';
import { pageReply } from '../../../kernel/http/page-reply.ts';
import { pageLimit } from '../../../kernel/http/paging.ts';
import { listAccounts } from '../../contract/account-operations.ts';
import { accountsPage as pageOfAccounts } from '../../store/queries/list-accounts.ts';
import type { LedgerDeps } from './deps.ts';

const list = async (deps: LedgerDeps, call: Call<typeof listAccounts>): Promise<Reply> => {
  const position = await deps.cursors.read(call, call.query.cursor);
  const page = await pageOfAccounts(deps, call.caller.tenant, pageLimit(call.query), position);
  return pageReply(page, (next) => deps.cursors.sign(call, next));
};

/** `GET /v1/accounts`: oldest first; a new account may take seconds to be listed. */
export const listAccountsRoute = (deps: LedgerDeps): Route<typeof listAccounts> =>
  route(listAccounts, (call) => list(deps, call));
