import { type Route, route } from '../../../kernel/core/call.ts';
import { common } from '../../../kernel/core/common-problems.ts';
import { Refusal } from '../../../kernel/core/problem.ts';
import { getReceipt } from '../../contract/receipts.ts';
import { receiptDocument } from '../../model/receipt-document.ts';
import { findReceipt } from '../../store/queries/receipts.ts';
import type { LedgerStore } from '../../store/table/ledger-store.ts';

/** `GET /v1/receipts/{id}`. */
export const getReceiptRoute = (store: LedgerStore): Route<typeof getReceipt> =>
  route(getReceipt, async ({ caller, params }) => {
    const found = await findReceipt(store, caller.tenant, params.id);
    if (found === undefined) throw new Refusal(common['not-found'], 'There is no such receipt.');
    return { status: 200, body: receiptDocument(caller.tenant, found) };
  });
