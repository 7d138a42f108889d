import type { Reply } from '../../../kernel/core/call.ts';
import type { NewTransaction } from '../../contract/transaction.ts';
import type { Account } from '../../model/account.ts';
import { applyLine } from '../../model/account-change.ts';
import { dryRunOf } from '../../model/dry-run.ts';
import { resolve } from '../../model/hold-resolution.ts';
import { claimedBy, referenceTaken, refusalBy } from '../../model/refusal.ts';
import { planTransaction } from '../../model/transaction-plan.ts';
import { accountsOf } from '../../store/commit/account-reads.ts';
import { expiredHolds } from '../../store/commit/free-expired.ts';
import { assertMonthOpen } from '../../store/commit/open-months.ts';
import { claimsOn, holdersOf } from '../../store/queries/reference-holders.ts';
import type { LedgerStore } from '../../store/table/ledger-store.ts';

/** No transaction comes of it, so none is named. */
const NO_ID = '';

/** The accounts as they are once their expired holds are released: the transaction itself would see to that. */
const asFreed = async (
  store: LedgerStore,
  tenant: string,
  accounts: ReadonlyMap<string, Account>,
): Promise<ReadonlyMap<string, Account>> => {
  const freed = new Map(accounts);
  const { holds } = await expiredHolds(store, tenant, new Set(accounts.keys()));
  for (const hold of holds) {
    for (const { account, line } of resolve(hold.now, { to: 'expired' }, store.clock.now()).lines) {
      const before = freed.get(account);
      if (before !== undefined) freed.set(account, applyLine(before, line));
    }
  }
  return freed;
};

/** @throws Refusal where another transaction carries a reference that is to be this one's alone */
const assertUnclaimed = async (store: LedgerStore, tenant: string, body: NewTransaction): Promise<void> => {
  const reference = claimedBy(body);
  if (reference === undefined) return;
  const holders = await holdersOf(store, tenant, new Map([[reference, NO_ID]]));
  if (holders.size > 0 || (await claimsOn(store, tenant, [reference])).size > 0) throw referenceTaken();
};

/** What creating the transaction would do now: it reads the accounts, writes nothing and uses no key. */
export const answerDryRun = async (store: LedgerStore, tenant: string, body: NewTransaction): Promise<Reply> => {
  const plan = planTransaction({ id: NO_ID, body }, store.clock.now());
  await assertMonthOpen(store, tenant, plan.effectiveAt);
  const accounts = await accountsOf(
    store,
    tenant,
    plan.moves.map(({ account }) => account),
  );
  await assertUnclaimed(store, tenant, body);
  const by = refusalBy(plan, (id) => accounts.get(id));
  const freed = by?.isHeld === true ? await asFreed(store, tenant, accounts) : accounts;
  return { status: 200, body: dryRunOf(plan, (id) => freed.get(id)) };
};
