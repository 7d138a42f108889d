import { askOf } from '../../../kernel/ask.ts';
import { type Call, type Reply, type Route, route } from '../../../kernel/call.ts';
import { ulid } from '../../../kernel/ids.ts';
import { createAccount } from '../../contract/api.ts';
import { rooms } from '../../model/account.ts';
import { accountView } from '../../model/account-view.ts';
import { NO_TOTALS } from '../../model/entry-history.ts';
import { overdraftLimit } from '../../model/overdraft.ts';
import type { NamedAccount } from '../../store/accounts.ts';
import type { LedgerStore } from '../../store/ledger-store.ts';
import { once } from '../../store/once.ts';
import { opening } from '../../store/open-account.ts';

const newAccount = (store: LedgerStore, body: Call<typeof createAccount>['body']): NamedAccount => {
  const normal = body.normalBalance ?? 'credit';
  const overdraft = overdraftLimit(body.overdraft);
  const account = {
    ...NO_TOTALS,
    ...rooms(NO_TOTALS, normal, overdraft),
    id: body.id ?? ulid('acc_', store.clock, store.chance),
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

const create = (store: LedgerStore, call: Call<typeof createAccount>): Promise<Reply> => {
  const ask = askOf(call);
  const named = newAccount(store, call.body);
  const body = JSON.stringify(accountView(named.account, named.profile));
  return once(store, ask, async () => opening(store, ask, named, body));
};

/** `POST /v1/accounts`. */
export const createAccountRoute = (store: LedgerStore): Route<typeof createAccount> =>
  route(createAccount, (call) => create(store, call));
