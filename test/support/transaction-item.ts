import type { Item } from '../../functions/kernel/aws/attributes.ts';
import type { Receipt } from '../../functions/kernel/idempotency/receipt.ts';
import { transactionKey } from '../../functions/ledger/store/table/keys.ts';
import { receiptAttributes } from '../../functions/ledger/store/table/receipt-item.ts';
import { type Fresh, freshAttributes } from '../../functions/ledger/store/table/transaction-item.ts';

/** The item that the money path leaves behind for a new transaction; a stored refusal has neither reference nor hold. */
export const transactionItem = (tenant: string, receipt: Receipt, fresh: Fresh): Item => ({
  ...transactionKey(tenant, receipt.id),
  ...receiptAttributes(receipt),
  ...freshAttributes(tenant, receipt.id, fresh),
});
