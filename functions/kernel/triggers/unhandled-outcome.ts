import type { DynamoDBBatchResponse, DynamoDBRecord } from 'aws-lambda';
import { assert, present } from '../core/assert.ts';
import type { StreamMiddleware, Unhandled } from './stream-run.ts';

/** Lambda delivers again from the lowest number that it is told; a batch is in the order of its shard. */
const answerOf = (records: readonly DynamoDBRecord[], { indexes }: Unhandled): DynamoDBBatchResponse => {
  if (indexes.size === 0) return { batchItemFailures: [] };
  const lowest = records[Math.min(...indexes)];
  assert(lowest !== undefined, 'a failed place is one of the batch');
  // An empty answer would say that all went well: a record that has no number fails the batch whole instead.
  const itemIdentifier = present(lowest.dynamodb?.SequenceNumber, 'a stream record has a sequence number');
  return { batchItemFailures: [{ itemIdentifier }] };
};

/** Answers with the lowest place that was not handled: Lambda delivers again from there. */
export const unhandledOutcome = (): StreamMiddleware => ({
  after: (request) => {
    // What the handler returns is what it could not handle.
    const unhandled = request.response as unknown as Unhandled;
    request.internal.unhandled = unhandled;
    request.response = answerOf(request.event.Records, unhandled);
  },
});
