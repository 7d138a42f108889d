import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { meaningOf } from '../../kernel/trouble.ts';

/** What each item of a transaction is there for, in its order. */
export type ItemRole = 'receipt' | 'change' | 'actor';

/**
 * What became of a transaction. `done`: all of it was written. Else nothing was: `receipt`: the idempotency key has been
 * answered meanwhile; `change`: the client is not as it was read; `actor`: who asks has been deleted; `contention`: somebody
 * else was at the same items, and trying again can help.
 */
export type Outcome = 'done' | ItemRole | 'contention';

/** A used key comes first: its answer stands, whatever has become of the client or of the actor since. */
const PRECEDENCE = ['receipt', 'actor', 'change'] as const;

/** Reads a cancelled transaction; any other error is not an expected "no" and is thrown again. */
export const outcomeOf = (error: unknown, roles: readonly ItemRole[]): Outcome => {
  if (!(error instanceof TransactionCanceledException)) throw error;
  const reasons = error.CancellationReasons ?? [];
  const meaning = meaningOf(reasons);
  if (meaning === 'passing') return 'contention';
  const failed = roles.filter((_, index) => reasons[index]?.Code === 'ConditionalCheckFailed');
  const first = PRECEDENCE.find((role) => failed.includes(role));
  if (meaning === 'broken' || first === undefined) throw error;
  return first;
};
