import type { Reply } from '../../../kernel/call.ts';
import { systemView } from '../../model/system-view.ts';
import type { LedgerStore } from '../../store/ledger-store.ts';
import { systemBalances } from '../../store/system-accounts.ts';

/** `GET /v1/accounts/@...`: what is folded of it so far. One that was never used is answered too, with no balances. */
export const readSystemAccount = async (store: LedgerStore, tenant: string, id: string): Promise<Reply> => ({
  status: 200,
  body: systemView(id, await systemBalances(store, tenant, id), store.clock.now()),
});
