import { present } from '../../../kernel/assert.ts';
import { type Call, type Reply, type Route, route } from '../../../kernel/call.ts';
import { common } from '../../../kernel/common-problems.ts';
import { throughContention } from '../../../kernel/contention.ts';
import { Refusal } from '../../../kernel/problem.ts';
import { transact } from '../../../kernel/transact.ts';
import { updateAccount } from '../../contract/api.ts';
import { ledgerProblems } from '../../contract/problems.ts';
import { patchOverdraft, patchProfile } from '../../model/account-patch.ts';
import { accountView, etagOf, namesTag } from '../../model/account-view.ts';
import { isSystem } from '../../model/made-transaction.ts';
import { patchActions } from '../../store/account-changes.ts';
import { type FoundAccount, findAccount, type NamedAccount } from '../../store/accounts.ts';
import type { LedgerStore } from '../../store/ledger-store.ts';

const mismatch = (): Refusal =>
  new Refusal(
    common['version-mismatch'],
    'The account has changed since it was read. Read it again, then decide again.',
  );

const found = async (store: LedgerStore, call: Call<typeof updateAccount>): Promise<FoundAccount> => {
  if (isSystem(call.params.id))
    throw new Refusal(ledgerProblems['account-system'], 'System accounts cannot be changed.');
  const named = await findAccount(store, call.caller.tenant, call.params.id);
  if (named === undefined) throw new Refusal(common['not-found'], 'There is no such account.');
  return named;
};

/** It is at the very version that `If-Match` names. */
const assertNamed = ({ account }: NamedAccount, call: Call<typeof updateAccount>): void => {
  const ifMatch = present(call.ifMatch, 'the pipeline requires If-Match of this operation');
  if (!namesTag(ifMatch, etagOf(account))) throw mismatch();
  if (account.status === 'closed') {
    throw new Refusal(ledgerProblems['account-closed'], 'The account is closed, which is final.');
  }
};

const answer = ({ account, profile }: NamedAccount): Reply => ({
  status: 200,
  body: accountView(account, profile),
  headers: { etag: etagOf(account) },
});

/** Undefined where a transaction on the account was in the way. */
const patchOnce = async (store: LedgerStore, call: Call<typeof updateAccount>): Promise<Reply | undefined> => {
  const named = await found(store, call);
  // An answer was lost on the way and the request sent again: what the second one met is what the first one had done.
  if (named.revisedIn === call.requestId) return answer(named);
  assertNamed(named, call);
  const { account, profile } = named;
  const nextProfile = patchProfile(profile, call.body);
  const nextAccount = patchOverdraft(account, call.body);
  if (nextProfile === undefined && nextAccount === undefined) return answer(named);
  const revision = { at: store.clock.now(), actor: call.caller.clientId, requestId: call.requestId };
  const patched = { profile: nextProfile, overdraft: nextAccount?.overdraft };
  const outcome = await transact(store, patchActions(store, call.caller.tenant, account, patched, revision));
  // A condition failed: the account moved on after it was read. `If-Match: *` takes what is there then.
  if (outcome.kind !== 'committed') return undefined;
  const changed = { ...(nextAccount ?? account), revision: account.revision + 1 };
  return answer({ account: changed, profile: nextProfile ?? profile });
};

/** `PATCH /v1/accounts/{id}`: name, metadata and overdraft of the version that `If-Match` names. */
export const updateAccountRoute = (store: LedgerStore): Route<typeof updateAccount> =>
  route(updateAccount, (call) => throughContention(store, call.deadline, () => patchOnce(store, call)));
