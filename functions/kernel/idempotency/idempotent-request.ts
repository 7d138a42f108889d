import { present } from '../core/assert.ts';
import type { Call } from '../core/call.ts';
import type { Operation } from '../core/operation.ts';
import { RECEIPT_FORMAT, type Receipt, receiptId } from './receipt.ts';

/** One request with a key, as far as its receipt remembers it. */
export interface IdempotentRequest {
  readonly tenant: string;
  readonly operation: string;
  readonly key: string;
  readonly fingerprint: string;
  readonly actor: string;
  readonly requestId: string;
  /** Milliseconds since the epoch. */
  readonly deadline: number;
}

/** What there is to know of a call that takes a key. */
export type KeyedCall = Pick<
  Call<Operation>,
  'operation' | 'caller' | 'key' | 'fingerprint' | 'requestId' | 'deadline'
>;

export const idempotentRequest = (call: KeyedCall): IdempotentRequest => ({
  tenant: call.caller.tenant,
  operation: call.operation.operationId,
  key: present(call.key, 'the pipeline requires the key of an operation that moves state'),
  fingerprint: call.fingerprint,
  actor: call.caller.clientId,
  requestId: call.requestId,
  deadline: call.deadline,
});

/** The id of the receipt of a request. */
export const receiptIdOf = ({
  tenant,
  operation,
  key,
}: Pick<IdempotentRequest, 'tenant' | 'operation' | 'key'>): string => receiptId(tenant, operation, key);

/** The receipt of an answer, as this release gives it. */
export const receiptOf = (
  request: IdempotentRequest,
  { status, body, at }: Pick<Receipt, 'status' | 'body' | 'at'>,
  codeVersion: string,
): Receipt => ({
  id: receiptIdOf(request),
  operation: request.operation,
  key: request.key,
  fingerprint: request.fingerprint,
  status,
  body,
  at,
  actor: request.actor,
  requestId: request.requestId,
  codeVersion,
  format: RECEIPT_FORMAT,
});
