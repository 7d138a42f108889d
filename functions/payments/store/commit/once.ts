import type { Reply } from '../../../kernel/core/call.ts';
import { askOf, type Keyed } from '../../../kernel/idempotency/ask.ts';
import { findReceipt as find, once as onceFor, type Plan } from '../../../kernel/idempotency/once.ts';
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

/** Does what `plan` says exactly once for its key: see `once` in the kernel, for what it throws too. */
export const once = (store: PaymentsStore, call: Keyed, plan: Plan): Promise<Reply> =>
  onceFor(store, RECEIPTS, askOf(call), plan);
