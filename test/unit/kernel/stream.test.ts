import { describe, expect, test } from '@jest/globals';
import type { Context, DynamoDBRecord } from 'aws-lambda';
import { type HandleRecords, inOrder, stream } from '../../../functions/kernel/triggers/stream.ts';
import { clockOf } from '../../support/clock.ts';
import { recordingLog } from './support/recording-log.ts';

const record = (number: string | undefined, sort: string): DynamoDBRecord => ({
  dynamodb: {
    ApproximateCreationDateTime: 40,
    Keys: { sk: { S: sort } },
    ...(number === undefined ? {} : { SequenceNumber: number }),
  },
});

const rig = (handle: HandleRecords) => {
  const log = recordingLog();
  const lags: number[] = [];
  const clock = clockOf(() => 42_000);
  const handler = stream({ domain: 'test', handle, deps: { clock, log, onLag: (lag) => void lags.push(lag) } });
  return { run: (...Records: DynamoDBRecord[]) => handler({ Records }, {} as Context), log, lags };
};

const sortOf = ({ dynamodb }: DynamoDBRecord): string => {
  const sort = dynamodb?.Keys?.sk?.S ?? '';
  if (sort === 'poison') throw new SyntaxError(`cannot read ${sort}`);
  return sort;
};

describe('a stream', () => {
  test('that handled everything reports nothing', async () => {
    const { run, log, lags } = rig(async () => ({ indexes: new Set() }));
    expect(await run(record('1', 'a'))).toEqual({ batchItemFailures: [] });
    expect(log.lines).toMatchObject([
      { level: 'info', line: { count: 1, failed: 0, faults: 0, poison: 0, lagMs: 2000 } },
    ]);
    expect(lags).toEqual([2000]);
  });

  test('is as far behind as its oldest record, which comes first, and never ahead', async () => {
    const { run, lags } = rig(async () => ({ indexes: new Set() }));
    const at = (number: string, seconds: number | undefined): DynamoDBRecord => ({
      dynamodb: { ...record(number, 'a').dynamodb, ApproximateCreationDateTime: seconds as number },
    });
    await run(at('1', 30), at('2', 41));
    await run(at('1', 43));
    await run(at('1', undefined));
    expect(lags).toEqual([12_000, 0, 0]);
  });

  test('reports the lowest number of what failed, in whatever order it is told', async () => {
    const { run, log } = rig(async () => ({ indexes: new Set([2, 1]), reason: 'Throttled' }));
    const answer = await run(record('9', 'a'), record('10', 'b'), record('11', 'c'));
    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: '10' }] });
    expect(log.lines[1]).toMatchObject({ level: 'warn', line: { failed: 2, error: 'Throttled' } });
  });

  test('works in order and stops at the first failure', async () => {
    const seen: string[] = [];
    const handle = inOrder(sortOf, async (sort) => {
      seen.push(sort);
      if (sort === 'bad') throw new Error('no');
    });
    const answer = await rig(handle).run(record('1', 'a'), record('2', 'bad'), record('3', 'c'));
    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: '2' }] });
    expect(seen).toEqual(['a', 'bad']);
  });

  test('tells a record that can never be read from one that failed, and never quotes it', async () => {
    const { run, log } = rig(inOrder(sortOf, async () => {}));
    expect(await run(record('1', 'a'), record('2', 'poison'))).toEqual({
      batchItemFailures: [{ itemIdentifier: '2' }],
    });
    expect(log.lines[0]?.line).toMatchObject({ failed: 1, poison: 1 });
    expect(JSON.stringify(log.lines)).not.toContain('cannot read');
  });

  test('throws on what breaks the whole batch, so that the mapping halves it', async () => {
    const { run, log } = rig(async () => {
      throw new TypeError('broken');
    });
    await expect(run(record('1', 'a'))).rejects.toThrow('broken');
    expect(log.lines.map(({ level }) => level)).toEqual(['info', 'error']);
  });

  test('never takes a failed record without a number for success', async () => {
    const { run } = rig(async () => ({ indexes: new Set([0]) }));
    await expect(run(record(undefined, 'a'))).rejects.toThrow('sequence number');
  });
});
