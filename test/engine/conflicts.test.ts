import { describe, expect, test } from '@jest/globals';
import { DynamoError } from '../../local/dynamodb/errors.ts';
import { key, tried } from './support/engine.ts';

const put = (pk: string) => ({ Put: { TableName: 'things', Item: key(pk) } });
const codes = (error: unknown): unknown =>
  error instanceof DynamoError
    ? [
        error.code,
        (error.more.CancellationReasons as readonly { readonly Code: string }[] | undefined)?.map(({ Code }) => Code),
      ]
    : error;

describe('a transaction under way', () => {
  const start = async () => {
    const { call, engine } = await tried({ conflictMs: 40 });
    const refused = (operation: string, input: object): Promise<unknown> =>
      engine
        .call(operation, operation.startsWith('Transact') ? input : { TableName: 'things', ...input })
        .then(() => 'done', codes);
    const running = call('TransactWriteItems', { TransactItems: [put('a'), put('b')] });
    return { call, refused, running };
  };

  test('refuses another one on an item of its own, at that item’s place, and lets others be', async () => {
    const { refused, running } = await start();
    expect(await refused('TransactWriteItems', { TransactItems: [put('x'), put('b')] })).toEqual([
      'TransactionCanceledException',
      ['None', 'TransactionConflict'],
    ]);
    expect(
      await refused('TransactGetItems', { TransactItems: [{ Get: { TableName: 'things', Key: key('a') } }] }),
    ).toEqual(['TransactionCanceledException', ['TransactionConflict']]);
    expect(await refused('TransactWriteItems', { TransactItems: [put('y')] })).toBe('done');
    await running;
    expect(await refused('TransactWriteItems', { TransactItems: [put('b')] })).toBe('done');
  });

  test('refuses single writes of its items, gives those of a batch back, and keeps no reader waiting', async () => {
    const { call, refused, running } = await start();
    expect(await refused('PutItem', { Item: key('a') })).toEqual(['TransactionConflictException', undefined]);
    const RequestItems = { things: [{ PutRequest: { Item: key('a') } }, { PutRequest: { Item: key('z') } }] };
    const { UnprocessedItems } = await call('BatchWriteItem', { RequestItems });
    expect(UnprocessedItems.things).toEqual([{ PutRequest: { Item: key('a') } }]);
    expect((await call('GetItem', { Key: key('a'), ConsistentRead: true })).Item).toBeUndefined();
    await running;
    expect((await call('GetItem', { Key: key('a') })).Item).toBeDefined();
  });
});

describe('a fault', () => {
  test('throttles, fails, delays or loses the answer of the calls that it names', async () => {
    let plan: 'throttle' | 'fail' | 'lose' | undefined;
    const { call, refusal } = await tried({
      faults: (operation) => (plan === undefined || operation !== 'PutItem' ? undefined : { kind: plan }),
    });
    plan = 'throttle';
    expect(await refusal('PutItem', { Item: key('a') })).toMatch(/^ProvisionedThroughputExceededException/);
    plan = 'fail';
    expect(await refusal('PutItem', { Item: key('a') })).toMatch(/^InternalServerError/);
    expect((await call('GetItem', { Key: key('a') })).Item).toBeUndefined();
    plan = 'lose';
    expect(await refusal('PutItem', { Item: key('a') })).toMatch(/LostAnswer/);
    expect((await call('GetItem', { Key: key('a') })).Item).toBeDefined();
  });
});
