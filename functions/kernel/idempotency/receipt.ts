import type { Reply } from '../core/call.ts';
import { common } from '../core/common-problems.ts';
import { Refusal } from '../core/problem.ts';
import { canonicalDigest } from '../values/canonical-json.ts';
import { derivedId } from '../values/ids.ts';

/** What an `Idempotency-Key` may be, as a header and inside a bulk request. */
export const IDEMPOTENCY_KEY = /^[\x21-\x7e]{1,255}$/;

/** The form of stored receipts. A new form gets the next number, and every earlier one stays readable for ever. */
export const RECEIPT_FORMAT = 1;

/**
 * What became of one key: the idempotency record of an operation, written in the same transaction as its effect. The answer
 * is kept as it was sent, so that a repeat, years and releases later, is the same byte for byte.
 */
export interface Receipt {
  readonly id: string;
  readonly operation: string;
  readonly key: string;
  readonly fingerprint: string;
  readonly status: number;
  /** The answer's body, verbatim. */
  readonly body: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** The client that asked. */
  readonly actor: string;
  readonly requestId: string;
  /** The release that answered, for the audit trail and for compatibility checks. */
  readonly codeVersion: string;
  readonly format: number;
}

/** The id of a key's receipt: a hash of 26 characters, the same for ever. No secret: who knows tenant, operation and key can compute it. */
export const receiptId = (tenant: string, operation: string, key: string): string =>
  derivedId('', tenant, operation, key);

/**
 * SHA-256 over the meaning of a request: operation, path parameters, parsed body. White space and the order of keys do not
 * matter; every value does.
 */
export const fingerprint = (operation: string, params: unknown, body: unknown): string =>
  canonicalDigest({ operation, params, body });

/** Whether an answer is that of an earlier request with the same key. */
export const isReplay = ({ headers }: Reply): boolean => headers?.['idempotency-replayed'] === 'true';

/**
 * Whether an answer goes to another client of the tenant than the one that asked first. Keys are the tenant's, and may be
 * guessed: what was shown to who asked first, such as a secret, is shown to no other.
 */
export const isAnothersAnswer = async (
  reply: Reply,
  actor: string,
  receipt: () => Promise<Pick<Receipt, 'actor'> | undefined>,
): Promise<boolean> => isReplay(reply) && (await receipt())?.actor !== actor;

/** The stored answer for the same request, or `idempotency-key-reused` where another one owns the key. */
export const replay = (receipt: Pick<Receipt, 'fingerprint' | 'status' | 'body'>, asked: string): Reply => {
  if (receipt.fingerprint !== asked) {
    throw new Refusal(common['idempotency-key-reused'], 'This Idempotency-Key was used for a different request.');
  }
  return { status: receipt.status, body: receipt.body, headers: { 'idempotency-replayed': 'true' } };
};
