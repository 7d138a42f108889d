import { type Item, int } from '../../../kernel/aws/attributes.ts';
import { BATCH_GET_MAX } from '../../../kernel/aws/batch-get.ts';
import { common } from '../../../kernel/core/common-problems.ts';
import { Refusal } from '../../../kernel/core/problem.ts';
import type { Account } from '../../model/account.ts';
import { ACCOUNT, readAccount, readRevision } from '../table/account-item.ts';
import { batchGet, nameOf } from '../table/batch-get.ts';
import { accountKey, profileKey } from '../table/keys.ts';
import type { LedgerStore } from '../table/ledger-store.ts';
import { PROFILE, type Profile, readProfile } from '../table/profile-item.ts';

/** An account with what people call it, both of one revision. */
export interface NamedAccount {
  readonly account: Account;
  readonly profile: Profile;
}

export interface FoundAccount extends NamedAccount {
  /** The request that changed it last, transactions aside. */
  readonly revisedIn: string;
}

/** Reads of an account while its profile is being changed; each change takes milliseconds. */
const MAX_READS = 5;
const ACCOUNTS_PER_BATCH = BATCH_GET_MAX / 2;

const together = (account: Item, profile: Item | undefined): FoundAccount | undefined =>
  profile !== undefined && int(account, ACCOUNT.profileRevision) === int(profile, PROFILE.revision)
    ? { account: readAccount(account), profile: readProfile(profile), revisedIn: readRevision(account).requestId }
    : undefined;

/** `torn` lists those whose two items were read on either side of a change. */
const readSome = async (store: LedgerStore, tenant: string, ids: readonly string[]) => {
  const items = await batchGet(
    store,
    ids.flatMap((id) => [accountKey(tenant, id), profileKey(tenant, id)]),
  );
  const whole = new Map<string, FoundAccount>();
  const torn: string[] = [];
  for (const id of ids) {
    const account = items.get(nameOf(accountKey(tenant, id)));
    if (account === undefined) continue;
    const named = together(account, items.get(nameOf(profileKey(tenant, id))));
    if (named === undefined) torn.push(id);
    else whole.set(id, named);
  }
  return { whole, torn };
};

/** Up to 50 accounts, strongly consistent; those that do not exist are missing. Ids are distinct. */
const readBatch = async (store: LedgerStore, tenant: string, ids: readonly string[]) => {
  const found = new Map<string, FoundAccount>();
  let open = ids;
  for (let read = 0; read < MAX_READS && open.length > 0; read += 1) {
    const { whole, torn } = await readSome(store, tenant, open);
    for (const [id, named] of whole) found.set(id, named);
    open = torn;
  }
  if (open.length > 0) throw new Refusal(common.unavailable, 'The account is being changed over and over. Try again.');
  return found;
};

/** Accounts by id, strongly consistent; those that do not exist are missing. Ids are distinct, at most 100. */
export const findAccounts = async (
  store: LedgerStore,
  tenant: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, FoundAccount>> => {
  const halves = [ids.slice(0, ACCOUNTS_PER_BATCH), ids.slice(ACCOUNTS_PER_BATCH)].filter((half) => half.length > 0);
  const found = await Promise.all(halves.map((half) => readBatch(store, tenant, half)));
  return new Map(found.flatMap((half) => [...half]));
};

/** One account, strongly consistent. A foreign id has another key, so it is as unknown as one that never was. */
export const findAccount = async (store: LedgerStore, tenant: string, id: string): Promise<FoundAccount | undefined> =>
  (await findAccounts(store, tenant, [id])).get(id);
