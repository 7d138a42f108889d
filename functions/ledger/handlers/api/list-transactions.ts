import { type Call, type Reply, type Route, route } from '../../../kernel/call.ts';
import { listReply, pageReply } from '../../../kernel/page-reply.ts';
import { pageLimit } from '../../../kernel/paging.ts';
import { listTransactions } from '../../contract/api.ts';
import { ACCOUNT_ID, SYSTEM_ACCOUNT_ID } from '../../contract/ids.ts';
import { REFERENCE_CHARS_MAX, transactionState } from '../../contract/transaction.ts';
import { listTransactions as pageOfTransactions, type Source } from '../../store/list-transactions.ts';
import { referenced } from '../../store/referenced.ts';
import { touching } from '../../store/touching.ts';
import type { LedgerDeps } from './ledger-deps.ts';

const NOTHING: Reply = listReply([], null);

/** Filters that nothing can match: an unknown value is an empty list and no error. */
const matchesNothing = ({ account, reference, state }: Call<typeof listTransactions>['query']): boolean =>
  (account !== undefined && !ACCOUNT_ID.test(account) && !SYSTEM_ACCOUNT_ID.test(account)) ||
  (reference !== undefined && [...reference].length > REFERENCE_CHARS_MAX) ||
  (state !== undefined && !transactionState.safeParse(state).success);

const pageFrom = async <P>(
  deps: LedgerDeps,
  call: Call<typeof listTransactions>,
  source: Source<P>,
  position: string | undefined,
): Promise<Reply> => {
  const { query, caller } = call;
  const from = position === undefined ? undefined : (JSON.parse(position) as P);
  const wanted = { account: query.account, state: query.state };
  const page = await pageOfTransactions(deps, caller.tenant, source, wanted, pageLimit(query), from);
  return pageReply(page, (next) => deps.cursors.sign(call, JSON.stringify(next)));
};

const list = async (deps: LedgerDeps, call: Call<typeof listTransactions>): Promise<Reply> => {
  const { query, caller } = call;
  const position = await deps.cursors.read(call, query.cursor);
  if (matchesNothing(query)) return NOTHING;
  // A reference is shared by few transactions, an account by many: with both, the reference leads.
  if (query.reference !== undefined)
    return pageFrom(deps, call, referenced(deps, caller.tenant, query.reference), position);
  return pageFrom(deps, call, touching(deps, caller.tenant, query.account ?? ''), position);
};

/** `GET /v1/transactions?account=&reference=&state=`: newest first, each once, as it is now. */
export const listTransactionsRoute = (deps: LedgerDeps): Route<typeof listTransactions> =>
  route(listTransactions, (call) => list(deps, call));
