import { type Call, type Reply, type Route, route } from '../../../kernel/core/call.ts';
import { common } from '../../../kernel/core/common-problems.ts';
import { passing, Refusal } from '../../../kernel/core/problem.ts';
import { type Effect, exactlyOnce } from '../../../kernel/idempotency/exactly-once.ts';
import { type IdempotentRequest, idempotentRequest } from '../../../kernel/idempotency/idempotent-request.ts';
import { closeAccount, freezeAccount, unfreezeAccount } from '../../contract/account-operations.ts';
import { ledgerProblems } from '../../contract/problems.ts';
import type { Account, AccountStatus } from '../../model/account.ts';
import { accountView } from '../../model/account-view.ts';
import { isSystem } from '../../model/made-transaction.ts';
import { statusUpdate } from '../../store/commit/account-changes.ts';
import { freeExpired } from '../../store/commit/free-expired.ts';
import { findAccount, type NamedAccount } from '../../store/queries/accounts.ts';
import type { LedgerStore } from '../../store/table/ledger-store.ts';
import { RECEIPTS } from '../../store/table/receipt-item.ts';

type StatusOperation = typeof freezeAccount | typeof unfreezeAccount | typeof closeAccount;

/** A busy account may never stand still between a read and a write: after these attempts its balance may have moved on. */
const EXACT_ATTEMPTS = 4;

const holds = ({ pendingDebits, pendingCredits }: Account): boolean => pendingDebits > 0n || pendingCredits > 0n;

const notEmpty = (): Refusal =>
  new Refusal(
    ledgerProblems['account-not-empty'],
    'The account has a balance or holds. Move the balance out, end the holds, then close it with a new key.',
  );

const mayClose = (account: Account): void => {
  if (account.debits === account.credits && !holds(account)) return;
  throw notEmpty();
};

const mayChange = (account: Account, to: AccountStatus): void => {
  if (account.status === 'closed') {
    throw new Refusal(ledgerProblems['account-closed'], 'The account is closed, which is final.');
  }
  if (to === 'closed') mayClose(account);
};

const changeStatus = (
  store: LedgerStore,
  request: IdempotentRequest,
  named: NamedAccount,
  to: AccountStatus,
  exact: boolean,
): Effect => {
  const { account, profile } = named;
  const at = store.clock.now();
  const answer = (seen: Account) => JSON.stringify(accountView(seen, profile));
  if (account.status === to) return { status: 200, body: answer(account), at, actions: [] };
  mayChange(account, to);
  const revision = { at, actor: request.actor, requestId: request.requestId };
  return {
    status: 200,
    body: answer({ ...account, status: to, revision: account.revision + 1 }),
    at,
    actions: [statusUpdate(store, request.tenant, account, to, revision, exact)],
  };
};

const read = async (store: LedgerStore, request: IdempotentRequest, id: string): Promise<NamedAccount> => {
  const named = await findAccount(store, request.tenant, id);
  if (named === undefined) throw new Refusal(common['not-found'], 'There is no such account.');
  return named;
};

/**
 * The account as it is. If only holds prevent the closing, those that have expired are released first. A refusal is not stored
 * under its key while one of them may still be the cause.
 */
const found = async (
  store: LedgerStore,
  request: IdempotentRequest,
  id: string,
  to: AccountStatus,
): Promise<NamedAccount> => {
  const named = await read(store, request, id);
  const { account } = named;
  if (to !== 'closed' || account.status === to || account.debits !== account.credits || !holds(account)) return named;
  const { released, isLeft } = await freeExpired(store, request, new Set([id]));
  const now = released === 0 ? named : await read(store, request, id);
  if (isLeft && holds(now.account)) throw passing(notEmpty());
  return now;
};

const setStatus = (store: LedgerStore, call: Call<StatusOperation>, to: AccountStatus): Promise<Reply> => {
  const request = idempotentRequest(call);
  return exactlyOnce(store, RECEIPTS, request, async (commit, attempt) => {
    if (isSystem(call.params.id)) {
      throw new Refusal(ledgerProblems['account-system'], 'System accounts are never opened, frozen or closed.');
    }
    const named = await found(store, request, call.params.id, to);
    return (await commit(changeStatus(store, request, named, to, attempt < EXACT_ATTEMPTS))).reply;
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
