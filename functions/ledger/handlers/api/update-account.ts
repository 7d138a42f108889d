import { retryOnConflict } from '../../../kernel/aws/retry-on-conflict.ts';
import { transact } from '../../../kernel/aws/transact.ts';
import { present } from '../../../kernel/core/assert.ts';
import { type Call, type Reply, type Route, route } from '../../../kernel/core/call.ts';
import { common } from '../../../kernel/core/common-problems.ts';
import { Refusal } from '../../../kernel/core/problem.ts';
import { updateAccount } from '../../contract/account-operations.ts';
import { ledgerProblems } from '../../contract/problems.ts';
import { patchOverdraft, patchProfile } from '../../model/account-patch.ts';
import { accountView, etagOf, namesTag } from '../../model/account-view.ts';
import { isSystem } from '../../model/made-transaction.ts';
import { patchActions } from '../../store/commit/account-changes.ts';
import { freeExpired } from '../../store/commit/free-expired.ts';
import { type FoundAccount, findAccount, type NamedAccount } from '../../store/queries/accounts.ts';
import type { LedgerStore } from '../../store/table/ledger-store.ts';

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

/** It is at the very version that `If-Match` names, or at what this call itself has made of that one. */
const assertNamed = ({ account }: NamedAccount, call: Call<typeof updateAccount>, own: ReadonlySet<string>): void => {
  const ifMatch = present(call.ifMatch, 'the pipeline requires If-Match of this operation');
  const tag = etagOf(account);
  if (!namesTag(ifMatch, tag) && !own.has(tag)) throw mismatch();
  if (account.status === 'closed') {
    throw new Refusal(ledgerProblems['account-closed'], 'The account is closed, which is final.');
  }
};

const answer = ({ account, profile }: NamedAccount): Reply => ({
  status: 200,
  body: accountView(account, profile),
  headers: { etag: etagOf(account) },
});

/** Undefined where a transaction on the account was in the way. `own` takes the tags that this call gives the account before it patches. */
const patchOnce = async (
  store: LedgerStore,
  call: Call<typeof updateAccount>,
  own: Set<string>,
): Promise<Reply | undefined> => {
  const named = await found(store, call);
  // An answer was lost on the way and the request sent again: what the second one met is what the first one had done.
  if (named.revisedIn === call.requestId) return answer(named);
  assertNamed(named, call, own);
  const { account, profile } = named;
  const nextProfile = patchProfile(profile, call.body);
  const nextAccount = patchOverdraft(account, call.body);
  if (nextAccount instanceof Refusal) {
    const { tenant } = call.caller;
    const { released } = await freeExpired(store, { ...call, tenant }, new Set([account.id]));
    if (released === 0) throw nextAccount;
    // Each release is one version more. Where somebody else has changed the account too, it is at none of ours.
    own.add(etagOf({ version: account.version + released, revision: account.revision }));
    return undefined;
  }
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
  route(updateAccount, (call) => {
    const own = new Set<string>();
    return retryOnConflict(store, call.deadline, () => patchOnce(store, call, own));
  });
