import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { changing, n, s } from '../../../kernel/aws/attributes.ts';
import { derivedId } from '../../../kernel/values/ids.ts';
import type { Batch, BatchLine, RefusedLine } from '../../model/batch.ts';
import { BATCH_PASSING, batchProgress, newBatchItem, newChunkItem } from '../table/batch-item.ts';
import { batchChunkKey, batchKey, batchMessageKey } from '../table/keys.ts';
import type { PaymentsStore } from '../table/payments-store.ts';

type Table = Pick<PaymentsStore, 'table' | 'clock'>;

/** Whoever means the same message id again gives the batch another reference. */
const messageMark = ({ message, reference }: Batch): string | undefined =>
  message && derivedId('msg_', message.id, reference ?? '');

const markingMessage = (table: string, batch: Batch): readonly TransactWriteItem[] => {
  const mark = messageMark(batch);
  if (mark === undefined) return [];
  const Item = { ...batchMessageKey(batch.tenant, mark), batch: s(batch.id) };
  return [{ Put: { TableName: table, Item, ConditionExpression: 'attribute_not_exists(pk)' } }];
};

/** Puts a batch with its lines; the first action is met where it is there already, the second where its message id is. */
export const puttingBatch = (
  { table, clock }: Table,
  batch: Batch,
  chunks: readonly (readonly BatchLine[])[],
): readonly TransactWriteItem[] => [
  {
    Put: { TableName: table, Item: newBatchItem(batch, clock.now()), ConditionExpression: 'attribute_not_exists(pk)' },
  },
  ...markingMessage(table, batch),
  ...chunks.map((lines, place) => ({
    Put: { TableName: table, Item: newChunkItem(batch.tenant, batch.id, place, lines) },
  })),
];

/** Notes what became of a chunk, on the condition that nobody has yet. */
export const finishingChunk = (
  { table, clock }: Table,
  before: Batch,
  after: Batch,
  refused: readonly RefusedLine[],
): readonly TransactWriteItem[] => {
  const set = batchProgress(after, clock.now());
  const { expression, names, values } = changing(
    set,
    BATCH_PASSING.filter((name) => set[name] === undefined),
  );
  return [
    {
      Update: {
        TableName: table,
        Key: batchKey(before.tenant, before.id),
        UpdateExpression: expression,
        ConditionExpression: '#version = :seen',
        ExpressionAttributeNames: names,
        ExpressionAttributeValues: { ...values, ':seen': n(before.version) },
      },
    },
    ...(refused.length === 0
      ? []
      : [
          {
            Update: {
              TableName: table,
              Key: batchChunkKey(before.tenant, before.id, before.done),
              UpdateExpression: 'SET #refused = :refused',
              ExpressionAttributeNames: { '#refused': 'refused' },
              ExpressionAttributeValues: { ':refused': s(JSON.stringify(refused)) },
            },
          },
        ]),
  ];
};
