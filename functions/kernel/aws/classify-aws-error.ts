import type { CancellationReason } from '@aws-sdk/client-dynamodb';

/** Reasons for a cancelled transaction that pass by themselves. */
const PASSING: ReadonlySet<string> = new Set([
  'TransactionConflict',
  'ThrottlingError',
  'ProvisionedThroughputExceeded',
]);

/**
 * What a cancelled transaction means. A failed condition is a fact about an item, whatever else was in the way. Only when
 * there is none and something passing was, the same transaction may be tried again. `broken`: neither; a defect.
 */
export const classifyCancellation = (reasons: readonly CancellationReason[]): 'condition' | 'passing' | 'broken' => {
  if (reasons.some((reason) => reason.Code === 'ConditionalCheckFailed')) return 'condition';
  return reasons.some((reason) => PASSING.has(reason.Code ?? '')) ? 'passing' : 'broken';
};

/** Names under which services say that they were asked too often. Whoever asks much can bring that about. */
const THROTTLED: ReadonlySet<string> = new Set([
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'ThrottlingException',
  'TooManyRequestsException',
]);

/** Names under which services say that they are busy, late or gone: trying again helps, nothing is broken. */
const UNAVAILABLE: ReadonlySet<string> = new Set([
  ...THROTTLED,
  'InternalServerError',
  'ServiceUnavailable',
  'ServiceUnavailableException',
  'TimeoutError',
  'AbortError',
  'KMSInternalException',
  'DependencyTimeoutException',
  'TransactionInProgressException',
]);
const NETWORK: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENOTFOUND',
]);

interface ServiceError extends Error {
  readonly code?: unknown;
  readonly $fault?: unknown;
  readonly CancellationReasons?: readonly CancellationReason[];
}

/**
 * Why a call to a service failed, where the cause passes by itself: `conflict` says that others were at the same items,
 * `unavailable` that no answer came. Undefined where repeating would not help.
 */
export const classifyAwsError = (thrown: unknown): 'conflict' | 'unavailable' | undefined => {
  if (!(thrown instanceof Error)) return undefined;
  const error = thrown as ServiceError;
  if (error.name === 'TransactionConflictException') return 'conflict';
  if (error.name === 'TransactionCanceledException') {
    const reasons = error.CancellationReasons ?? [];
    if (classifyCancellation(reasons) !== 'passing') return undefined;
    return reasons.some((reason) => reason.Code === 'TransactionConflict') ? 'conflict' : 'unavailable';
  }
  if (UNAVAILABLE.has(error.name) || error.$fault === 'server') return 'unavailable';
  return typeof error.code === 'string' && NETWORK.has(error.code) ? 'unavailable' : undefined;
};

/** Whether load was the cause: a fault that clients can bring about, and so none to judge a release by. */
export const isThrottled = (thrown: unknown): boolean => {
  if (!(thrown instanceof Error)) return false;
  if (THROTTLED.has(thrown.name)) return true;
  if (thrown.name !== 'TransactionCanceledException') return false;
  const reasons = (thrown as ServiceError).CancellationReasons ?? [];
  return classifyCancellation(reasons) === 'passing' && !reasons.some(({ Code }) => Code === 'TransactionConflict');
};
