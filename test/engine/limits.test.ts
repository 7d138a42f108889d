import { describe, expect, test } from '@jest/globals';
import { RESERVED_WORDS } from '../../local/dynamodb/expression/reserved-words.ts';
import { LIMITS } from '../../local/dynamodb/limits.ts';
import { key, tried } from './support/engine.ts';

const KEY_BYTES = 2 + 1 + 2 + 2;
const text = (bytes: number) => ({ S: 'x'.repeat(bytes) });
const item = (pk: string, bytes: number) => ({ ...key(pk), t: text(bytes - KEY_BYTES - 1) });
const put = (Item: object) => ({ Put: { TableName: 'things', Item } });
const times = <T>(n: number, one: (at: number) => T): readonly T[] => Array.from({ length: n }, (_, at) => one(at));
const nested = (depth: number): object => (depth === 0 ? { S: 'x' } : { L: [nested(depth - 1)] });

describe('the published limits of DynamoDB', () => {
  test('an item has 400 kB, and one byte more is refused, put or grown by an update', async () => {
    const { call, refusal } = await tried();
    await call('PutItem', { Item: item('a', LIMITS.itemBytes) });
    expect(await refusal('PutItem', { Item: item('b', LIMITS.itemBytes + 1) })).toBe(
      'ValidationException: Item size has exceeded the maximum allowed size',
    );
    const grow = { Key: key('a'), UpdateExpression: 'SET u = :u', ExpressionAttributeValues: { ':u': { BOOL: true } } };
    expect(await refusal('UpdateItem', grow)).toBe(
      'ValidationException: Item size to update has exceeded the maximum allowed size',
    );
  });

  test('a transaction has 100 items and 4 MB', async () => {
    const { call, refusal } = await tried();
    await call('TransactWriteItems', { TransactItems: times(100, (at) => put(key('a', at))) });
    expect(await refusal('TransactWriteItems', { TransactItems: times(101, (at) => put(key('a', at))) })).toContain(
      'less than or equal to 100',
    );
    const large = (n: number) => ({
      TransactItems: times(n, (at) => put({ ...item('a', 399_000), sk: { N: String(at) } })),
    });
    await call('TransactWriteItems', large(10));
    expect(await refusal('TransactWriteItems', large(11))).toContain('4 MB');
  });

  test('a page has a megabyte, whatever its filter turns away, and goes on behind it', async () => {
    const { call } = await tried();
    for (let at = 0; at < 12; at += 1)
      await call('PutItem', { Item: { ...item('a', 100_000), sk: { N: String(at) } } });
    const query = { KeyConditionExpression: 'pk = :p', FilterExpression: 'attribute_exists(nothing)' };
    const values = { ExpressionAttributeValues: { ':p': { S: 'a' } } };
    const first = await call('Query', { ...query, ...values });
    expect([first.Count, first.ScannedCount, first.LastEvaluatedKey.sk.N]).toEqual([0, 11, '10']);
    const next = await call('Query', { ...query, ...values, ExclusiveStartKey: first.LastEvaluatedKey });
    expect([next.ScannedCount, next.LastEvaluatedKey]).toEqual([1, undefined]);
  });

  test('keys have 2048 and 1024 bytes', async () => {
    const { call, refusal, engine } = await tried();
    await call('PutItem', { Item: { ...key('ä'.repeat(1024)) } });
    expect(await refusal('PutItem', { Item: key(`${'ä'.repeat(1024)}x`) })).toContain('2048');
    const schema = ['pk', 'sk'].map((AttributeName, at) => ({ AttributeName, KeyType: at === 0 ? 'HASH' : 'RANGE' }));
    const types = ['pk', 'sk'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' }));
    await engine.call('CreateTable', { TableName: 'texts', KeySchema: schema, AttributeDefinitions: types });
    const write = (bytes: number) => ({ TableName: 'texts', Item: { pk: text(1), sk: text(bytes) } });
    await call('PutItem', write(1024));
    expect(await refusal('PutItem', write(1025))).toContain('1024');
  });

  test('values lie 32 deep in one another', async () => {
    const { call, refusal } = await tried();
    await call('PutItem', { Item: { ...key('a'), n: nested(32) } });
    expect(await refusal('PutItem', { Item: { ...key('a'), n: nested(33) } })).toBe(
      'ValidationException: Nesting Levels have exceeded supported limits',
    );
  });

  test('an expression has 4 kB', async () => {
    const { call, refusal } = await tried();
    const of = (bytes: number) => ({ Key: key('a'), UpdateExpression: `REMOVE ${'a'.repeat(bytes - 7)}` });
    await call('UpdateItem', of(4096));
    expect(await refusal('UpdateItem', of(4097))).toContain('maximum allowed size; expression size: 4097');
  });

  test.each([
    ['1e125', undefined],
    ['-9.9999999999999999999999999999999999999e125', undefined],
    ['1e-130', undefined],
    ['1e126', 'overflow'],
    ['1e-131', 'underflow'],
    ['1234567890123456789012345678901234567.89', '38 significant digits'],
    ['1x', 'cannot be converted to a numeric value'],
  ])('the number %s', async (N, refused) => {
    const { refusal } = await tried();
    const answer = await refusal('PutItem', { Item: { ...key('a'), n: { N } } });
    expect(answer).toEqual(refused === undefined ? '{}' : expect.stringContaining(refused));
  });

  test('batches read 100 keys and 16 MB, and write 25 items', async () => {
    const { call, refusal } = await tried();
    const get = (n: number) => ({ RequestItems: { things: { Keys: times(n, (at) => key('a', at)) } } });
    await call('BatchGetItem', get(100));
    expect(await refusal('BatchGetItem', get(101))).toContain('Too many items requested for the BatchGetItem call');
    const write = (n: number) => ({
      RequestItems: {
        things: times(n, (at) => ({ PutRequest: { Item: { ...item('b', 399_000), sk: { N: String(at) } } } })),
      },
    });
    await call('BatchWriteItem', write(25));
    expect(await refusal('BatchWriteItem', write(26))).toContain(
      'Too many items requested for the BatchWriteItem call',
    );
    for (let at = 25; at < 50; at += 1)
      await call('PutItem', { Item: { ...item('b', 399_000), sk: { N: String(at) } } });
    const all = { RequestItems: { things: { Keys: times(50, (at) => key('b', at)) } } };
    const { Responses, UnprocessedKeys } = await call('BatchGetItem', all);
    expect(Responses.things.length + UnprocessedKeys.things.Keys.length).toBe(50);
    expect(Responses.things).toHaveLength(42);
  }, 60_000);

  test('each reserved word is refused as a name, and taken by way of a placeholder', async () => {
    const { call, refusal } = await tried();
    expect(RESERVED_WORDS.size).toBe(573);
    for (const word of RESERVED_WORDS) {
      const name = word.toLowerCase();
      expect(await refusal('GetItem', { Key: key('a'), ProjectionExpression: name })).toMatch(
        /reserved keyword; reserved keyword|Syntax error/,
      );
      await call('GetItem', { Key: key('a'), ProjectionExpression: '#n', ExpressionAttributeNames: { '#n': name } });
    }
  });
});
