import { askOf } from '../../../kernel/ask.ts';
import { type Route, route } from '../../../kernel/call.ts';
import { reverseTransaction } from '../../contract/api.ts';
import type { LedgerStore } from '../../store/ledger-store.ts';
import { reverse } from '../../store/reverse.ts';

/** `POST /v1/transactions/{id}/reverse`. */
export const reverseTransactionRoute = (store: LedgerStore): Route<typeof reverseTransaction> =>
  route(reverseTransaction, (call) => reverse(store, askOf(call), call.params.id, call.body));
