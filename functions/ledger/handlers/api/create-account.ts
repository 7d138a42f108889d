import { type Call, type Reply, type Route, route } from '../../../kernel/core/call.ts';
import { Refusal } from '../../../kernel/core/problem.ts';
import { exactlyOnce } from '../../../kernel/idempotency/exactly-once.ts';
import { idempotentRequest } from '../../../kernel/idempotency/idempotent-request.ts';
import { ulid } from '../../../kernel/values/ids.ts';
import { createAccount } from '../../contract/account-operations.ts';
import { ledgerProblems } from '../../contract/problems.ts';
import { headroomOf } from '../../model/account.ts';
import { accountView } from '../../model/account-view.ts';
import { NO_TOTALS } from '../../model/entry-history.ts';
import { overdraftLimit } from '../../model/overdraft.ts';
import { opening } from '../../store/commit/open-account.ts';
import type { NamedAccount } from '../../store/queries/accounts.ts';
import type { LedgerStore } from '../../store/table/ledger-store.ts';
import { RECEIPTS } from '../../store/table/receipt-item.ts';

const newAccount = (store: LedgerStore, body: Call<typeof createAccount>['body']): NamedAccount => {
  const normal = body.normalBalance ?? 'credit';
  const overdraft = overdraftLimit(body.overdraft);
  const account = {
    ...NO_TOTALS,
    ...headroomOf(NO_TOTALS, normal, overdraft),
    id: body.id ?? ulid('acc_', store.clock, store.random),
    currency: body.currency,
    normal,
    status: 'open',
    overdraft,
    version: 0,
    revision: 0,
    createdAt: store.clock.now(),
  } as const;
  return { account, profile: { name: body.name ?? undefined, metadata: body.metadata ?? {} } };
};

const exists = (): Refusal =>
  new Refusal(ledgerProblems['account-exists'], 'There is an account with this id already. Choose another id.');

const create = (store: LedgerStore, call: Call<typeof createAccount>): Promise<Reply> => {
  const request = idempotentRequest(call);
  const named = newAccount(store, call.body);
  const body = JSON.stringify(accountView(named.account, named.profile));
  return exactlyOnce(store, RECEIPTS, request, async (commit) => {
    const { reply, conflicts } = await commit(opening(store, request, named, body));
    if (conflicts !== undefined) throw exists();
    return reply;
  });
};

/** `POST /v1/accounts`. */
export const createAccountRoute = (store: LedgerStore): Route<typeof createAccount> =>
  route(createAccount, (call) => create(store, call));
