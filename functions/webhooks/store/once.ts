import { askOf, receiptIdOf as idOf, type Keyed } from '../../kernel/ask.ts';
import type { Reply } from '../../kernel/call.ts';
import { findReceipt as find, once as onceFor, type Plan } from '../../kernel/once.ts';
import type { Receipt } from '../../kernel/receipt.ts';
import { RECEIPT_FORM } from '../../kernel/receipt-item.ts';
import { receiptKey } from './keys.ts';
import type { WebhooksStore } from './webhooks-store.ts';

/** The id of a call's receipt, which also names the secret that it gives out. */
export const receiptIdOf = (call: Keyed): string => idOf(askOf(call));

/** The receipt of a key, strongly consistent; undefined where it was never used. */
export const findReceipt = (
  store: Pick<WebhooksStore, 'dynamo' | 'table'>,
  tenant: string,
  id: string,
): Promise<Receipt | undefined> => find(store, RECEIPT_FORM, receiptKey(tenant, id));

/** Does what `plan` says exactly once for its key: see `once` in the kernel, for what it throws too. */
export const once = (store: WebhooksStore, call: Keyed, plan: Plan): Promise<Reply> => {
  const ask = askOf(call);
  return onceFor({ store, form: RECEIPT_FORM, ask, home: receiptKey(ask.tenant, idOf(ask)) }, plan);
};
