import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { present } from '../core/assert.ts';
import type { ReceiptForm, Receipts } from './exactly-once.ts';
import type { Receipt } from './receipt.ts';

type Item = Readonly<Record<string, AttributeValue>>;

const TEXTS = ['id', 'operation', 'key', 'fingerprint', 'body', 'actor', 'requestId', 'codeVersion'] as const;
const NUMBERS = ['status', 'at', 'format'] as const;

/** A receipt as attributes under their full names. (The ledger, which writes one for each transfer, has shorter ones.) */
const receiptItem = (receipt: Receipt): Item => {
  const item: Record<string, AttributeValue> = {};
  for (const name of TEXTS) item[name] = { S: receipt[name] };
  for (const name of NUMBERS) item[name] = { N: String(receipt[name]) };
  return item;
};

/** The receipt in an item; attributes of later releases are left alone. */
const readReceipt = (item: Item): Receipt => {
  const text = (name: string): string => present(item[name]?.S, `a receipt has ${name}`);
  const number = (name: string): number => Number(present(item[name]?.N, `a receipt has ${name}`));
  return {
    id: text('id'),
    operation: text('operation'),
    key: text('key'),
    fingerprint: text('fingerprint'),
    status: number('status'),
    body: text('body'),
    at: number('at'),
    actor: text('actor'),
    requestId: text('requestId'),
    codeVersion: text('codeVersion'),
    format: number('format'),
  };
};

/** How a domain keeps its receipts, unless it has a form of its own. */
export const RECEIPT_FORM: ReceiptForm = { write: receiptItem, read: readReceipt };

/** Receipts of that form under a domain's own key. */
export const receiptsAt = (keyOf: Receipts['keyOf']): Receipts => ({ form: RECEIPT_FORM, keyOf });
