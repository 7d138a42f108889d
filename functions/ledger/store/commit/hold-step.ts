import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { type Item, s } from '../../../kernel/aws/attributes.ts';
import { putReceipt } from '../../../kernel/idempotency/exactly-once.ts';
import { type IdempotentRequest, receiptIdOf } from '../../../kernel/idempotency/idempotent-request.ts';
import { derivedId } from '../../../kernel/values/ids.ts';
import type { HoldStep } from '../../model/hold-resolution.ts';
import { receiptKey } from '../table/keys.ts';
import type { LedgerStore } from '../table/ledger-store.ts';
import { RECEIPT, RECEIPTS } from '../table/receipt-item.ts';

/**
 * A hold that is posted in several parts has two receipts for each of them. The one of the key keeps the answer, in which the
 * hold is as a whole. The other one says what this part did, as if the hold had been of that alone. The relay folds and tells
 * the second as it does any hold's end, so that a relay of a release which knows no parts gets the sums right too.
 */

/** Marks the receipt of a key whose effect has a receipt of its own: no relay takes it for an operation that moves money. */
export const besideAnswer = ({ operation }: IdempotentRequest): Item => ({
  [RECEIPT.operation]: s(`${operation}:answer`),
});

/** The receipt of what one part did. */
export const stepReceipt = (
  store: LedgerStore,
  request: IdempotentRequest,
  step: HoldStep,
  at: number,
): TransactWriteItem => {
  const id = derivedId('', request.tenant, 'holdStep', receiptIdOf(request));
  const answer = { status: 200, body: JSON.stringify(step), at };
  return putReceipt(store, RECEIPTS, request, receiptKey(request.tenant, id), answer);
};
