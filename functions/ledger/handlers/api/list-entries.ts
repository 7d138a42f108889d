import { type Call, type Reply, type Route, route } from '../../../kernel/core/call.ts';
import { pageReply } from '../../../kernel/http/page-reply.ts';
import { pageLimit } from '../../../kernel/http/paging.ts';
import { listEntries } from '../../contract/account-operations.ts';
import { entriesPage } from '../../store/queries/entry-page.ts';
import type { LedgerDeps } from './deps.ts';

const list = async (deps: LedgerDeps, call: Call<typeof listEntries>): Promise<Reply> => {
  const { params, query, caller } = call;
  const position = await deps.cursors.read(call, query.cursor);
  const page = await entriesPage(deps, {
    tenant: caller.tenant,
    account: params.id,
    currency: query.currency,
    order: query.order ?? 'desc',
    limit: pageLimit(query),
    after: position === undefined ? undefined : Number(position),
  });
  return pageReply(page, (next) => deps.cursors.sign(call, String(next)));
};

/** `GET /v1/accounts/{id}/entries`: the history, newest first unless asked otherwise. */
export const listEntriesRoute = (deps: LedgerDeps): Route<typeof listEntries> =>
  route(listEntries, (call) => list(deps, call));
