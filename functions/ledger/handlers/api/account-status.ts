import { type Ask, askOf } from '../../../kernel/ask.ts';
import { type Call, type Reply, type Route, route } from '../../../kernel/call.ts';
import { common } from '../../../kernel/common-problems.ts';
import type { Effect } from '../../../kernel/once.ts';
import { Refusal } from '../../../kernel/problem.ts';
import { closeAccount, freezeAccount, unfreezeAccount } from '../../contract/api.ts';
import { ledgerProblems } from '../../contract/problems.ts';
import type { Account, AccountStatus } from '../../model/account.ts';
import { accountView } from '../../model/account-view.ts';
import { isSystem } from '../../model/made-transaction.ts';
import { statusUpdate } from '../../store/account-changes.ts';
import { findAccount, type NamedAccount } from '../../store/accounts.ts';
import type { LedgerStore } from '../../store/ledger-store.ts';
import { once } from '../../store/once.ts';

type StatusOperation = typeof freezeAccount | typeof unfreezeAccount | typeof closeAccount;

/** A busy account may never stand still between a read and a write: after these attempts its balance may have moved on. */
const EXACT_ATTEMPTS = 4;

const mayClose = (account: Account): void => {
  const { debits, credits, pendingDebits, pendingCredits } = account;
  if (debits === credits && pendingDebits === 0n && pendingCredits === 0n) return;
  throw new Refusal(
    ledgerProblems['account-not-empty'],
    'The account has a balance or holds. Move the balance out, end the holds, then close it with a new key.',
  );
};

const mayChange = (account: Account, to: AccountStatus): void => {
  if (account.status === 'closed') {
    throw new Refusal(ledgerProblems['account-closed'], 'The account is closed, which is final.');
  }
  if (to === 'closed') mayClose(account);
};

const changeStatus = (store: LedgerStore, ask: Ask, named: NamedAccount, to: AccountStatus, exact: boolean): Effect => {
  const { account, profile } = named;
  const at = store.clock.now();
  const answer = (seen: Account) => JSON.stringify(accountView(seen, profile));
  if (account.status === to) return { status: 200, body: answer(account), at, actions: [] };
  mayChange(account, to);
  const revision = { at, actor: ask.actor, requestId: ask.requestId };
  return {
    status: 200,
    body: answer({ ...account, status: to, revision: account.revision + 1 }),
    at,
    actions: [statusUpdate(store, ask.tenant, account, to, revision, exact)],
  };
};

const setStatus = (store: LedgerStore, call: Call<StatusOperation>, to: AccountStatus): Promise<Reply> => {
  const ask = askOf(call);
  return once(store, ask, async (attempt) => {
    if (isSystem(call.params.id)) {
      throw new Refusal(ledgerProblems['account-system'], 'System accounts are never opened, frozen or closed.');
    }
    const named = await findAccount(store, ask.tenant, call.params.id);
    if (named === undefined) throw new Refusal(common['not-found'], 'There is no such account.');
    return changeStatus(store, ask, named, to, attempt < EXACT_ATTEMPTS);
  });
};

/** `POST /v1/accounts/{id}/freeze`. */
export const freezeAccountRoute = (store: LedgerStore): Route<typeof freezeAccount> =>
  route(freezeAccount, (call) => setStatus(store, call, 'frozen'));

/** `POST /v1/accounts/{id}/unfreeze`. */
export const unfreezeAccountRoute = (store: LedgerStore): Route<typeof unfreezeAccount> =>
  route(unfreezeAccount, (call) => setStatus(store, call, 'open'));

/** `POST /v1/accounts/{id}/close`. */
export const closeAccountRoute = (store: LedgerStore): Route<typeof closeAccount> =>
  route(closeAccount, (call) => setStatus(store, call, 'closed'));
