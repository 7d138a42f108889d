import type { Receipt } from '../../kernel/receipt.ts';
import { type Item, int, n, s, str } from './attributes.ts';

export const receiptItem = (receipt: Receipt): Item => ({
  id: s(receipt.id),
  operation: s(receipt.operation),
  key: s(receipt.key),
  fingerprint: s(receipt.fingerprint),
  status: n(receipt.status),
  body: s(receipt.body),
  at: n(receipt.at),
  actor: s(receipt.actor),
  requestId: s(receipt.requestId),
  codeVersion: s(receipt.codeVersion),
  format: n(receipt.format),
});

export const readReceipt = (item: Item): Receipt => ({
  id: str(item, 'id'),
  operation: str(item, 'operation'),
  key: str(item, 'key'),
  fingerprint: str(item, 'fingerprint'),
  status: int(item, 'status'),
  body: str(item, 'body'),
  at: int(item, 'at'),
  actor: str(item, 'actor'),
  requestId: str(item, 'requestId'),
  codeVersion: str(item, 'codeVersion'),
  format: int(item, 'format'),
});
