import { describe, expect, test } from '@jest/globals';
import { DynamoError } from '../../local/dynamodb/errors.ts';
import { key, tried } from './support/engine.ts';

const BIG = '99999999999999999999999999999999999998';
const one = { ':one': { N: '1' } };

describe('what a ledger needs of a store, and public suites do not see', () => {
  test('sums are exact to 38 digits, and the 39th is refused, by itself and in a transaction', async () => {
    const { call, refusal } = await tried();
    await call('PutItem', { Item: { ...key('a'), n: { N: BIG } } });
    const add = { Key: key('a'), UpdateExpression: 'ADD n :one', ExpressionAttributeValues: one };
    const plus = { ...add, UpdateExpression: 'SET n = n + :one' };
    expect((await call('UpdateItem', { ...add, ReturnValues: 'ALL_NEW' })).Attributes.n.N).toBe(`${BIG.slice(0, -1)}9`);
    // 10 ** 38 has one digit; what lies one above it has 39.
    await call('UpdateItem', plus);
    expect(await refusal('UpdateItem', plus)).toMatch(/^ValidationException: .*38 significant digits/);
    const TransactItems = [{ Update: { TableName: 'things', ...plus } }];
    expect(await refusal('TransactWriteItems', { TransactItems })).toMatch(
      /^TransactionCanceledException.*ValidationError/,
    );
    const { Item } = await call('GetItem', { Key: key('a') });
    expect(Item.n.N).toBe(`1${'0'.repeat(38)}`);
  });

  test('a write that changes nothing leaves no stream record, in a transaction neither', async () => {
    const { call, engine } = await tried();
    const Item = { ...key('a'), n: { N: '1' }, s: { SS: ['x', 'y'] } };
    await call('PutItem', { Item });
    await call('PutItem', { Item: { s: { SS: ['y', 'x'] }, n: { N: '1.0' }, ...key('a') } });
    const same = { Key: key('a'), UpdateExpression: 'SET n = :one', ExpressionAttributeValues: one };
    await call('UpdateItem', same);
    await call('TransactWriteItems', {
      TransactItems: [{ Update: { TableName: 'things', ...same } }, { Delete: { TableName: 'things', Key: key('b') } }],
    });
    await call('DeleteItem', { Key: key('b') });
    expect(await engine.feed.count('things')).toBe(1);
    await call('UpdateItem', { ...same, ExpressionAttributeValues: { ':one': { N: '2' } } });
    expect(await engine.feed.count('things')).toBe(2);
  });

  test('an update of an absent item has no old attributes', async () => {
    const { call } = await tried();
    const update = { Key: key('a'), UpdateExpression: 'SET n = :one', ExpressionAttributeValues: one };
    expect(await call('UpdateItem', { ...update, ReturnValues: 'ALL_OLD' })).toEqual({});
  });

  test('a sum that fails in a transaction cancels it, with its reason at its place', async () => {
    const { call, engine } = await tried();
    const bad = { Key: key('a'), UpdateExpression: 'SET n = absent + :one', ExpressionAttributeValues: one };
    const TransactItems = [
      { Put: { TableName: 'things', Item: key('b') } },
      { Update: { TableName: 'things', ...bad } },
    ];
    const error = await engine.call('TransactWriteItems', { TransactItems }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(DynamoError);
    expect((error as DynamoError).code).toBe('TransactionCanceledException');
    expect((error as DynamoError).more.CancellationReasons).toEqual([
      { Code: 'None' },
      { Code: 'ValidationError', Message: expect.stringContaining('does not exist in the item') },
    ]);
    expect((await call('GetItem', { Key: key('b') })).Item).toBeUndefined();
  });

  test('numbers come back in normal form wherever they stand', async () => {
    const { call } = await tried();
    const N = (text: string) => ({ N: text });
    const Item = {
      ...key('a'),
      l: { L: [N('1.10'), { M: { x: N('00012') } }] },
      s: { NS: ['1e2', '-0'] },
      n: N('1E-3'),
    };
    await call('PutItem', { Item });
    const found = (await call('GetItem', { Key: key('a') })).Item;
    expect([found.l, found.s, found.n]).toEqual([
      { L: [N('1.1'), { M: { x: N('12') } }] },
      { NS: ['100', '0'] },
      N('0.001'),
    ]);
  });

  test('a transaction costs two units for each item and started kilobyte', async () => {
    const { call } = await tried();
    const put = (pk: string, length: number) => ({
      Put: { TableName: 'things', Item: { ...key(pk), text: { S: 'x'.repeat(length) } } },
    });
    const check = {
      ConditionCheck: { TableName: 'things', Key: key('c'), ConditionExpression: 'attribute_not_exists(pk)' },
    };
    const TransactItems = [put('a', 10), put('b', 1_100), check];
    const answer = await call('TransactWriteItems', { TransactItems, ReturnConsumedCapacity: 'TOTAL' });
    expect(answer.ConsumedCapacity).toEqual([{ TableName: 'things', CapacityUnits: 8, WriteCapacityUnits: 8 }]);
  });

  test('a repeated token has no second effect and reads; with another payload it is a mismatch', async () => {
    const { call, refusal } = await tried();
    const update = {
      TableName: 'things',
      Key: key('a'),
      UpdateExpression: 'ADD n :one',
      ExpressionAttributeValues: one,
    };
    const once = { TransactItems: [{ Update: update }], ClientRequestToken: 't1', ReturnConsumedCapacity: 'TOTAL' };
    expect((await call('TransactWriteItems', once)).ConsumedCapacity[0].WriteCapacityUnits).toBe(2);
    expect((await call('TransactWriteItems', once)).ConsumedCapacity[0].ReadCapacityUnits).toBe(2);
    expect((await call('GetItem', { Key: key('a') })).Item.n.N).toBe('1');
    const other = { ...once, TransactItems: [{ Update: { ...update, Key: key('b') } }] };
    expect(await refusal('TransactWriteItems', other)).toMatch(/^IdempotentParameterMismatchException/);
  });

  test('of two attributes that are not there neither equals the other', async () => {
    const { refusal } = await tried();
    expect(await refusal('PutItem', { Item: key('a'), ConditionExpression: 'x = y' })).toMatch(
      /^ConditionalCheckFailed/,
    );
  });

  test('a truth value is not put in order', async () => {
    const { refusal } = await tried();
    const values = { ExpressionAttributeValues: { ':t': { BOOL: true } } };
    const put = { Item: key('a'), ConditionExpression: 'x < :t', ...values };
    expect(await refusal('PutItem', put)).toMatch(/^ValidationException.*operand type: BOOL/);
  });
});
