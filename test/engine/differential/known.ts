import type { Answer } from './answers.ts';
import type { Call } from './table.ts';

/** A way in which DynamoDB Local answers otherwise than AWS says, or than AWS says nothing of. */
interface Rule {
  readonly name: string;
  /** Where it stands who is right. */
  readonly source: string;
  readonly holds: (call: Call, ours: Answer, local: Answer) => boolean;
}

const isTransaction = ({ operation }: Call): boolean => operation === 'TransactWriteItems';

export const RULES: readonly Rule[] = [
  {
    name: 'what an action of a transaction finds wrong with its item is its reason',
    source: 'API reference, TransactWriteItems, TransactionCanceledException: "Validation Error" and its messages',
    holds: (call, ours, local) =>
      isTransaction(call) &&
      ours.code === 'TransactionCanceledException' &&
      ours.reasons.includes('ValidationError') &&
      (local.code === 'ValidationException' ||
        local.reasons.every((code, at) => code === ours.reasons[at] || ours.reasons[at] === 'ValidationError')),
  },
  {
    name: 'two actions on one item are refused before any of them is looked at',
    source: 'API reference, TransactWriteItems: "No two actions can target the same item"; research of other engines',
    holds: (call, ours, local) =>
      isTransaction(call) &&
      ours.message.startsWith('Transaction request cannot include multiple operations') &&
      local.code === 'TransactionCanceledException',
  },
  {
    name: 'a call that is wrong in two ways is told either of them',
    source: 'no order is documented; DynamoDB Local looks at paths into keys and at index keys after the condition',
    holds: (call, ours, local) =>
      ours.code === 'ValidationException' &&
      ((ours.message.startsWith('Key attributes must be scalars') &&
        (isTransaction(call) || local.code === 'ConditionalCheckFailedException')) ||
        (isTransaction(call) &&
          local.code === 'TransactionCanceledException' &&
          local.reasons.includes('ValidationError'))),
  },
  {
    name: 'a filter on an index sees what the index holds',
    source: 'developer guide, "Global secondary indexes": a query or scan of it fetches nothing from its table',
    holds: ({ operation, input }, ours, local) =>
      operation === 'Scan' && input.IndexName === 'by-number' && ours.status === 200 && local.status === 200,
  },
  {
    name: 'a transaction of reads tells each reason at its place',
    source: 'API reference, TransactGetItems, CancellationReasons: "an ordered list"; DynamoDB Local gives none',
    holds: ({ operation }, ours, local) =>
      operation === 'TransactGetItems' &&
      ours.code === 'TransactionCanceledException' &&
      local.code === ours.code &&
      local.reasons.length === 0,
  },
  {
    name: 'an update gives a key of an index no other type',
    source:
      'API reference, TransactionCanceledException: "attempted to update the secondary index key to unsupported type"',
    holds: (_, ours, local) =>
      (ours.message.includes('the secondary index key') || ours.reasons.includes('ValidationError')) &&
      local.status === 200,
  },
];

/** The rule by which two different answers are expected; undefined where none is. */
export const known = (call: Call, ours: Answer, local: Answer): string | undefined =>
  RULES.find(({ holds }) => holds(call, ours, local))?.name;
