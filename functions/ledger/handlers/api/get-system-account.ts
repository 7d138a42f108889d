import type { Reply } from '../../../kernel/core/call.ts';
import { systemView } from '../../model/system-view.ts';
import { systemBalances } from '../../store/queries/system-accounts.ts';
import type { LedgerStore } from '../../store/table/ledger-store.ts';

/** `GET /v1/accounts/@...`: what is folded of it so far. One that was never used is answered too, with no balances. */
export const readSystemAccount = async (store: LedgerStore, tenant: string, id: string): Promise<Reply> => ({
  status: 200,
  body: systemView(id, await systemBalances(store, tenant, id), store.clock.now()),
});
