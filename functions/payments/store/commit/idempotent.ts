import type { Reply } from '../../../kernel/core/call.ts';
import {
  findReceipt as find,
  idempotent as idempotentFor,
  type Plan,
} from '../../../kernel/idempotency/exactly-once.ts';
import { idempotentRequest, type KeyedCall } from '../../../kernel/idempotency/idempotent-request.ts';
import type { Receipt } from '../../../kernel/idempotency/receipt.ts';
import { receiptsAt } from '../../../kernel/idempotency/receipt-item.ts';
import { receiptKey } from '../table/keys.ts';
import type { PaymentsStore } from '../table/payments-store.ts';

const RECEIPTS = receiptsAt(receiptKey);

/** The receipt of a key, strongly consistent; undefined where it was never used. */
export const findReceipt = (
  store: Pick<PaymentsStore, 'dynamo' | 'table'>,
  tenant: string,
  id: string,
): Promise<Receipt | undefined> => find(store, RECEIPTS.form, receiptKey(tenant, id));

/** Does what `plan` says exactly once for its key: see `idempotent` in the kernel, for what it throws too. */
export const idempotent = (store: PaymentsStore, call: KeyedCall, plan: Plan): Promise<Reply> =>
  idempotentFor(store, RECEIPTS, idempotentRequest(call), plan);
