import { randomUUID } from 'node:crypto';
import type { Buckets } from '../s3/buckets.ts';
import { queueName } from '../sqs/queue-names.ts';
import type { Queues } from '../sqs/queues.ts';
import type { DiscardedBatch } from './stream-mapping.ts';

/** Lambda's own invocation record. In a bucket it carries the records whole, in `payload`; a queue gets their places only. */
const invocationRecord = (aside: DiscardedBatch, now: Date) => {
  const { mapping, records, lastRun } = aside;
  const iso = (at: number | undefined): string => new Date(at ?? 0).toISOString();
  return {
    requestContext: {
      requestId: lastRun?.requestId ?? '',
      functionArn: mapping.functionArn,
      condition: aside.condition,
      approximateInvokeCount: aside.attempts,
    },
    responseContext: {
      statusCode: lastRun?.statusCode ?? 0,
      executedVersion: lastRun?.executedVersion ?? '',
      functionError: lastRun?.functionError ?? null,
    },
    version: '1.0',
    timestamp: now.toISOString(),
    DDBStreamBatchInfo: {
      shardId: aside.shard,
      startSequenceNumber: records[0]?.sequence ?? '',
      endSequenceNumber: records.at(-1)?.sequence ?? '',
      approximateArrivalOfFirstRecord: iso(records[0]?.at),
      approximateArrivalOfLastRecord: iso(records.at(-1)?.at),
      batchSize: records.length,
      streamArn: mapping.streamArn,
    },
  };
};

/** Lambda's own naming, so that tools find the objects of a mapping and a day. */
const objectKey = (aside: DiscardedBatch, now: Date): string => {
  const iso = now.toISOString();
  const day = iso.slice(0, 10).replaceAll('-', '/');
  const time = iso.slice(0, 19).replaceAll(':', '.');
  return `aws/lambda/${aside.mapping.id}/${aside.shard}/${day}/${time}-${randomUUID()}`;
};

/** Stores records that were given up where their mapping says; on disk when it resolves. */
export const sendToOnFailureDestination =
  (buckets: Buckets, queues: Queues, log: (line: string) => void) =>
  async (aside: DiscardedBatch): Promise<void> => {
    const { onFailure } = aside.mapping;
    const now = new Date();
    log(`${aside.records.length} stream records were put aside for ${aside.mapping.functionArn}: ${aside.condition}`);
    if (onFailure === undefined) return;
    const record = invocationRecord(aside, now);
    if (onFailure.startsWith('arn:aws:s3:::')) {
      const payload = `{"Records":[${aside.records.map((each) => each.json).join(',')}]}`;
      buckets.put(
        onFailure.slice('arn:aws:s3:::'.length),
        objectKey(aside, now),
        JSON.stringify({ ...record, payload }),
      );
    } else queues.send(queueName(onFailure), [{ body: JSON.stringify(record) }]);
  };
