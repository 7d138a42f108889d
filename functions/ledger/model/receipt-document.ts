import type { Receipt } from '../../kernel/idempotency/receipt.ts';
import { canonicalDigest } from '../../kernel/values/canonical-json.ts';
import { formatTime } from '../../kernel/values/time.ts';

/**
 * A receipt as clients read it and as its digest is taken: every member is fixed when it is written. The key itself is left out, since
 * whoever is shown a receipt could use it; the id is derived from it, so that it cannot be another one.
 */
export const receiptDocument = (tenant: string, receipt: Receipt) => ({
  tenant,
  id: receipt.id,
  operation: receipt.operation,
  fingerprint: receipt.fingerprint,
  status: receipt.status,
  answer: receipt.body,
  at: formatTime(receipt.at),
  client: receipt.actor,
  requestId: receipt.requestId,
  codeVersion: receipt.codeVersion,
  format: receipt.format,
});

/** What others keep of a receipt to know it again. It never changes: proofs of years are over it. */
export const digestOfReceipt = (tenant: string, receipt: Receipt): string =>
  canonicalDigest(receiptDocument(tenant, receipt));
