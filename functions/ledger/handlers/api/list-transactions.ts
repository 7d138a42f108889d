import { present } from '../../../kernel/core/assert.ts';
import { type Call, type Reply, type Route, route } from '../../../kernel/core/call.ts';
import { listReply, pageReply } from '../../../kernel/http/page-reply.ts';
import { pageLimit } from '../../../kernel/http/paging.ts';
import { parseTime } from '../../../kernel/values/time.ts';
import { ACCOUNT_ID, SYSTEM_ACCOUNT_ID } from '../../contract/ids.ts';
import { REFERENCE_CHARS_MAX } from '../../contract/transaction.ts';
import { listTransactions } from '../../contract/transaction-operations.ts';
import { transactionsPage as pageOfTransactions, type Source } from '../../store/queries/list-transactions.ts';
import { newest, type Span } from '../../store/queries/newest.ts';
import { referenced } from '../../store/queries/referenced.ts';
import { transactionsOfAccount } from '../../store/queries/transactions-of-account.ts';
import type { LedgerDeps } from './deps.ts';

const NOTHING: Reply = listReply([], null);

type Query = Call<typeof listTransactions>['query'];

/** Filters that nothing can match: free text that nothing has is an empty list and no error. */
const matchesNothing = ({ account, reference }: Query): boolean =>
  (account !== undefined && !ACCOUNT_ID.test(account) && !SYSTEM_ACCOUNT_ID.test(account)) ||
  (reference !== undefined && [...reference].length > REFERENCE_CHARS_MAX);

/** Above every time that a transaction can have been made at. */
const END_OF_TIME = Date.parse('9999-12-31T23:59:59.999Z');

const msOf = (text: string | undefined, otherwise: number): number =>
  text === undefined ? otherwise : Math.max(0, present(parseTime(text), 'the query has checked the time'));

const spanOf = ({ createdFrom, createdTo }: Query): Span => ({
  from: msOf(createdFrom, 0),
  to: msOf(createdTo, END_OF_TIME),
});

const pageFrom = async <P>(
  deps: LedgerDeps,
  call: Call<typeof listTransactions>,
  source: Source<P>,
  position: string | undefined,
): Promise<Reply> => {
  const { query, caller } = call;
  const from = position === undefined ? undefined : (JSON.parse(position) as P);
  const wanted = { account: query.account, state: query.state, created: spanOf(query) };
  const page = await pageOfTransactions(deps, caller.tenant, source, wanted, pageLimit(query), from);
  return pageReply(page, (next) => deps.cursors.sign(call, JSON.stringify(next)));
};

const list = async (deps: LedgerDeps, call: Call<typeof listTransactions>): Promise<Reply> => {
  const { query, caller } = call;
  const position = await deps.cursors.read(call, query.cursor);
  const span = spanOf(query);
  if (matchesNothing(query) || span.from > span.to) return NOTHING;
  const { tenant } = caller;
  // A reference is shared by few transactions, an account by many: with both, the reference leads.
  if (query.reference !== undefined)
    return pageFrom(deps, call, referenced(deps, tenant, query.reference, span), position);
  if (query.account !== undefined)
    return pageFrom(deps, call, transactionsOfAccount(deps, tenant, query.account, span.from), position);
  return pageFrom(deps, call, newest(deps, tenant, span), position);
};

/** `GET /v1/transactions?account=&reference=&state=&createdFrom=&createdTo=`: newest first, each once, as it is now. */
export const listTransactionsRoute = (deps: LedgerDeps): Route<typeof listTransactions> =>
  route(listTransactions, (call) => list(deps, call));
