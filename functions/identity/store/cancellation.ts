import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';

/** What each item of a transaction is there for, in its order. */
export type ItemRole = 'receipt' | 'change' | 'actor';

/**
 * Why nothing was written. `receipt`: the idempotency key has been answered meanwhile; `change`: the client is not as it was
 * read; `actor`: who asks has been deleted; `contention`: somebody else was at the same items, trying again can help.
 */
export type Failure = ItemRole | 'contention';

const CONTENTION = new Set(['TransactionConflict', 'ThrottlingError', 'ProvisionedThroughputExceeded']);

/** Reads a cancelled transaction; any other error is not an expected "no" and is thrown again. */
export const failureOf = (error: unknown, roles: readonly ItemRole[]): Failure => {
  if (!(error instanceof TransactionCanceledException)) throw error;
  const codes = (error.CancellationReasons ?? []).map((reason) => reason.Code ?? 'None');
  const failed = roles.filter((_, index) => codes[index] === 'ConditionalCheckFailed');
  // A used key comes first: its answer stands, whatever has become of the client or of the actor since.
  const [first] = (['receipt', 'actor', 'change'] as const).filter((role) => failed.includes(role));
  if (first !== undefined) return first;
  if (codes.some((code) => CONTENTION.has(code))) return 'contention';
  throw error;
};
