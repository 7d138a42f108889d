import { ProvisionedThroughputExceededException, TransactionCanceledException } from '@aws-sdk/client-dynamodb';

/** What becomes of one call of a function to the world outside of it. */
export const FATES = [
  /** It is done and answered. */
  'done',
  /** It is done, and its answer never comes. */
  'lost',
  /** It is done and answered, from what was there before the last commits where it asked for no more. */
  'stale',
  /** Refused as too much. */
  'throttled',
  /** Refused because of another transaction on the same items. */
  'conflict',
  /** The service failed; nothing is done. */
  'failed',
  /** Some parts of a batch are taken, others are not. */
  'half',
  /** The process dies before the call leaves it. */
  'dies-before',
  /** The process dies when the call has had its effect. */
  'dies-after',
] as const;
export type Fate = (typeof FATES)[number];

const named = (name: string): Error => Object.assign(new Error('not now'), { name });
const canceled = (Code: string): Error =>
  new TransactionCanceledException({ message: 'no', $metadata: {}, CancellationReasons: [{ Code: 'None' }, { Code }] });

/** Calls of DynamoDB that wait for no transaction. */
const READS: ReadonlySet<string> = new Set(['GetItem', 'BatchGetItem', 'Query']);
const ONE: ReadonlySet<string> = new Set(['PutItem', 'UpdateItem', 'DeleteItem']);

/** What a call throws in place of an answer; undefined where it has one. */
export const thrownBy = (name: string, fate: Fate): Error | undefined => {
  // What a client's server does or fails to do is an answer of its own.
  if (name === 'POST') return undefined;
  switch (fate) {
    case 'lost':
      return named('TimeoutError');
    case 'failed':
      return named('InternalServerError');
    case 'conflict':
      if (name === 'TransactWriteItems' || name === 'TransactGetItems') return canceled('TransactionConflict');
      return ONE.has(name) ? named('TransactionConflictException') : undefined;
    case 'throttled':
      if (name === 'TransactWriteItems') return canceled('ThrottlingError');
      if (READS.has(name) || ONE.has(name) || name === 'BatchWriteItem')
        return new ProvisionedThroughputExceededException({ message: 'no', $metadata: {} });
      return named('ThrottlingException');
    default:
      return undefined;
  }
};

/** Fates in which a call has its effect. */
export const hasEffect = (fate: Fate): boolean =>
  fate === 'done' || fate === 'lost' || fate === 'stale' || fate === 'half' || fate === 'dies-after';
