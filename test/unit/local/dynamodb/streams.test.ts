import { describe, expect, test } from '@jest/globals';
import { livePorts } from '../../../../local/dynamodb/ports.ts';
import { key, tried } from '../../../engine/support/engine.ts';

const TABLE = 'things';
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

const clocked = async () => {
  const clock = { now: 1_800_000_000_000 };
  const one = await tried({ ports: { ...livePorts, now: () => clock.now } });
  const put = (pk: string, n: number) => one.call('PutItem', { Item: { ...key(pk), n: { N: String(n) } } });
  const { Table } = await one.call('DescribeTable', {});
  const { StreamDescription } = await one.call('DescribeStream', { StreamArn: Table.LatestStreamArn });
  const iterator = async (ShardIteratorType: string, more: object = {}): Promise<string> => {
    const asked = { StreamArn: Table.LatestStreamArn, ShardId: StreamDescription.Shards[0].ShardId, ShardIteratorType };
    return (await one.call('GetShardIterator', { ...asked, ...more })).ShardIterator;
  };
  return { ...one, clock, put, iterator };
};

describe('a stream of the engine', () => {
  test('has one record for each change, with both images, and none for what changes nothing', async () => {
    const { call, put, iterator } = await clocked();
    await put('a', 1);
    await put('a', 1);
    await put('a', 2);
    await call('DeleteItem', { Key: key('a') });
    await call('DeleteItem', { Key: key('a') });
    const { Records } = await call('GetRecords', { ShardIterator: await iterator('TRIM_HORIZON') });
    const seen = (Records as readonly { readonly eventName: string; readonly dynamodb: Record<string, never> }[]).map(
      ({ eventName, dynamodb: { Keys, NewImage, OldImage } }) => [eventName, Keys, NewImage, OldImage],
    );
    const [one, two] = [1, 2].map((n) => ({ ...key('a'), n: { N: String(n) } }));
    expect(seen).toEqual([
      ['INSERT', key('a'), one, undefined],
      ['MODIFY', key('a'), two, one],
      ['REMOVE', key('a'), undefined, two],
    ]);
  });

  test('is read from its beginning, its end, at a number or after it, in pages that go on where they ended', async () => {
    const { call, put, iterator } = await clocked();
    for (const n of [1, 2, 3, 4]) await put('a', n);
    const latest = await iterator('LATEST');
    const first = await call('GetRecords', { ShardIterator: await iterator('TRIM_HORIZON'), Limit: 3 });
    const numbers = (
      records: readonly { readonly dynamodb: { readonly NewImage: { readonly n: { readonly N: string } } } }[],
    ) => records.map(({ dynamodb }) => Number(dynamodb.NewImage.n.N));
    expect(numbers(first.Records)).toEqual([1, 2, 3]);
    const next = await call('GetRecords', { ShardIterator: first.NextShardIterator });
    expect(numbers(next.Records)).toEqual([4]);
    const { SequenceNumber } = first.Records[1].dynamodb;
    const from = async (type: string) =>
      numbers((await call('GetRecords', { ShardIterator: await iterator(type, { SequenceNumber }) })).Records);
    expect([await from('AT_SEQUENCE_NUMBER'), await from('AFTER_SEQUENCE_NUMBER')]).toEqual([
      [2, 3, 4],
      [3, 4],
    ]);
    await put('a', 5);
    expect(numbers((await call('GetRecords', { ShardIterator: latest })).Records)).toEqual([5]);
  });

  test('is read by an iterator for fifteen minutes', async () => {
    const { call, refusal, iterator, clock } = await clocked();
    const ShardIterator = await iterator('TRIM_HORIZON');
    clock.now += 15 * MINUTE;
    expect((await call('GetRecords', { ShardIterator })).Records).toEqual([]);
    clock.now += 1;
    expect(await refusal('GetRecords', { ShardIterator })).toContain('ExpiredIteratorException');
  });

  test('that nobody reads keeps its records for a day, and its newest one for good', async () => {
    const { engine, put, clock } = await clocked();
    await put('a', 1);
    clock.now += 1;
    await put('a', 2);
    clock.now += DAY - 1;
    await put('a', 3);
    await engine.feed.trimUnread(TABLE);
    expect(await engine.feed.count(TABLE)).toBe(3);
    clock.now += 1;
    await engine.feed.trimUnread(TABLE);
    expect(await engine.feed.count(TABLE)).toBe(2);
    clock.now += 2 * DAY;
    await engine.feed.trimUnread(TABLE);
    expect(await engine.feed.count(TABLE)).toBe(1);
  });

  test('is trimmed up to a number and no further, and tells one who asks for what is gone', async () => {
    const { call, engine, put, iterator, refusal } = await clocked();
    for (const n of [1, 2, 3, 4]) await put('a', n);
    const rows = await engine.feed.read(TABLE, 0, 10);
    await engine.feed.trim(TABLE, rows[1]?.sequence ?? 0);
    expect((await engine.feed.read(TABLE, 0, 10)).map(({ sequence }) => sequence)).toEqual(
      rows.slice(2).map(({ sequence }) => sequence),
    );
    const { Table } = await call('DescribeTable', {});
    const { StreamDescription } = await call('DescribeStream', { StreamArn: Table.LatestStreamArn });
    const asked = { StreamArn: Table.LatestStreamArn, ShardId: StreamDescription.Shards[0].ShardId };
    const at = (SequenceNumber: string) =>
      refusal('GetShardIterator', { ...asked, ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', SequenceNumber });
    expect(await at('0')).toContain('TrimmedDataAccessException');
    expect(await at(String(rows[1]?.sequence))).toContain('ShardIterator');
    expect(await iterator('TRIM_HORIZON')).not.toBe('');
  });
});
