import type { Reply } from '../../../kernel/call.ts';
import type { NewTransaction } from '../../contract/transaction.ts';
import { dryRunOf } from '../../model/dry-run.ts';
import { planTransaction } from '../../model/transaction-plan.ts';
import { accountsOf } from '../../store/account-reads.ts';
import type { LedgerStore } from '../../store/ledger-store.ts';

/** No transaction comes of it, so none is named. */
const NO_ID = '';

/** What creating the transaction would do now: it reads the accounts, writes nothing and uses no key. */
export const dryRun = async (store: LedgerStore, tenant: string, body: NewTransaction): Promise<Reply> => {
  const plan = planTransaction({ id: NO_ID, body }, store.clock.now());
  const accounts = await accountsOf(
    store,
    tenant,
    plan.moves.map(({ account }) => account),
  );
  return { status: 200, body: dryRunOf(plan, (id) => accounts.get(id)) };
};
