import { describe, expect, test } from '@jest/globals';
import { sendToOnFailureDestination } from '../../../local/streams/on-failure.ts';
import type { DiscardedBatch } from '../../../local/streams/stream-mapping.ts';

const record = (sequence: string, at: number) => ({ sequence, at, json: `{"n":"${sequence}"}` });
const aside = (onFailure: string | undefined, sequences: readonly string[]): DiscardedBatch =>
  ({
    mapping: { id: 'mapping', functionArn: 'arn:f:live', streamArn: 'arn:s', onFailure },
    condition: 'RetryAttemptsExhausted',
    shard: 'shardId-1',
    records: sequences.map((sequence, at) => record(sequence, 1_000 * (at + 1))),
    attempts: 3,
    lastRun: { requestId: 'r-1', statusCode: 200, executedVersion: '7', functionError: 'Unhandled' },
  }) as unknown as DiscardedBatch;

const rig = () => {
  const objects: (readonly [string, string, string])[] = [];
  const messages: (readonly [string, string])[] = [];
  const lines: string[] = [];
  const send = sendToOnFailureDestination(
    { put: (bucket: string, key: string, text: string) => void objects.push([bucket, key, text]) } as never,
    { send: (queue: string, [{ body }]: [{ body: string }]) => void messages.push([queue, body]) } as never,
    (line) => void lines.push(line),
  );
  return { objects, messages, lines, send };
};

describe('stream records that are put aside', () => {
  test('lie in the bucket whole, under the mapping, the shard and the day, with what became of their last run', async () => {
    const { objects, send } = rig();
    await send(aside('arn:aws:s3:::aside', ['5', '6']));
    const [[bucket, key, text] = ['', '', '']] = objects;
    expect([bucket, key]).toEqual([
      'aside',
      expect.stringMatching(
        /^aws\/lambda\/mapping\/shardId-1\/\d{4}\/\d\d\/\d\d\/\d{4}-\d\d-\d\dT\d\d\.\d\d\.\d\d-[0-9a-f-]{36}$/,
      ),
    ]);
    expect(JSON.parse(text)).toMatchObject({
      requestContext: { functionArn: 'arn:f:live', condition: 'RetryAttemptsExhausted', approximateInvokeCount: 3 },
      responseContext: { statusCode: 200, executedVersion: '7', functionError: 'Unhandled' },
      DDBStreamBatchInfo: {
        ...{ shardId: 'shardId-1', startSequenceNumber: '5', endSequenceNumber: '6', batchSize: 2 },
        approximateArrivalOfFirstRecord: '1970-01-01T00:00:01.000Z',
        approximateArrivalOfLastRecord: '1970-01-01T00:00:02.000Z',
      },
      payload: '{"Records":[{"n":"5"},{"n":"6"}]}',
    });
  });

  test('in one second lie under names of their own: none is written over', async () => {
    const { objects, send } = rig();
    for (const sequence of ['5', '6', '7']) await send(aside('arn:aws:s3:::aside', [sequence]));
    expect(new Set(objects.map(([, key]) => key)).size).toBe(3);
  });

  test('are told to a queue by their places alone, and to the log where there is no destination', async () => {
    const { objects, messages, lines, send } = rig();
    await send(aside('arn:aws:sqs:eu-central-1:000000000000:dead', ['5']));
    expect(messages.map(([queue]) => queue)).toEqual(['dead']);
    expect(JSON.parse(messages[0]?.[1] ?? '')).not.toHaveProperty('payload');
    await send(aside(undefined, ['5', '6']));
    expect([objects, messages.length, lines.at(-1)]).toEqual([
      [],
      1,
      '2 stream records were put aside for arn:f:live: RetryAttemptsExhausted',
    ]);
  });
});
