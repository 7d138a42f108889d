import { type Route, route } from '../../../kernel/core/call.ts';
import { idempotentRequest } from '../../../kernel/idempotency/idempotent-request.ts';
import { reverseTransaction } from '../../contract/transaction-operations.ts';
import { reverse } from '../../store/commit/reverse.ts';
import type { LedgerStore } from '../../store/table/ledger-store.ts';

/** `POST /v1/transactions/{id}/reverse`. */
export const reverseTransactionRoute = (store: LedgerStore): Route<typeof reverseTransaction> =>
  route(reverseTransaction, (call) => reverse(store, idempotentRequest(call), call.params.id, call.body));
