import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type BatchFront, startBatchFront } from '../../../local/dynamodb/batch-front.ts';

interface Seen {
  readonly target: string;
  readonly body: unknown;
}

let engine: Server;
let front: BatchFront;
let seen: Seen[];
let refuses: ReadonlySet<string>;
/** Whether a client's request waits; and calls that the engine has at this moment, and had at most. */
let isBusy: boolean;
let [has, had] = [0, 0];

beforeEach(async () => {
  seen = [];
  refuses = new Set();
  isBusy = false;
  [has, had] = [0, 0];
  engine = createServer(async (request, response) => {
    has += 1;
    had = Math.max(had, has);
    let text = '';
    for await (const chunk of request) text += String(chunk);
    const target = String(request.headers['x-amz-target']).split('.')[1] ?? '';
    seen.push({ target, body: JSON.parse(text) });
    await new Promise((resolve) => setTimeout(resolve, 20));
    has -= 1;
    response.writeHead(refuses.has(target) ? 400 : 200, { 'content-type': 'application/x-amz-json-1.0' });
    response.end(`{"from":"${target}"}`);
  });
  await new Promise<void>((resolve) => engine.listen(0, '127.0.0.1', resolve));
  front = await startBatchFront(`http://127.0.0.1:${(engine.address() as AddressInfo).port}`, () => isBusy);
});

afterEach(async () => {
  await front.stop();
  engine.closeAllConnections();
  await new Promise((resolve) => engine.close(resolve));
});

const call = async (operation: string, input: object) => {
  const response = await fetch(front.endpoint, {
    method: 'POST',
    headers: { 'x-amz-target': `DynamoDB_20120810.${operation}`, 'content-type': 'application/x-amz-json-1.0' },
    body: JSON.stringify(input),
  });
  return { status: response.status, body: (await response.json()) as unknown };
};

const item = (id: string) => ({ pk: { S: id }, sk: { S: 'é' } });
const puts = { RequestItems: { t: [{ PutRequest: { Item: item('a') } }, { PutRequest: { Item: item('b') } }] } };

describe('the way to the engine of functions that a stream feeds', () => {
  test('makes a batch of puts one transaction, and says that all are written', async () => {
    const answer = await call('BatchWriteItem', puts);
    expect(answer).toEqual({ status: 200, body: { UnprocessedItems: {} } });
    const TransactItems = ['a', 'b'].map((id) => ({ Put: { TableName: 't', Item: item(id) } }));
    expect(seen).toEqual([{ target: 'TransactWriteItems', body: { TransactItems } }]);
  });

  test('sends a batch that is refused as a transaction as it came, and answers with what the engine says', async () => {
    refuses = new Set(['TransactWriteItems']);
    const answer = await call('BatchWriteItem', puts);
    expect(answer).toEqual({ status: 200, body: { from: 'BatchWriteItem' } });
    expect(seen.map(({ target }) => target)).toEqual(['TransactWriteItems', 'BatchWriteItem']);
    expect(seen[1]?.body).toEqual(puts);
  });

  test.each([
    ['with a delete', { RequestItems: { t: [...puts.RequestItems.t, { DeleteRequest: { Key: item('c') } }] } }],
    ['whose consumption is asked for', { ...puts, ReturnConsumedCapacity: 'TOTAL' }],
    ['without items', {}],
  ])('leaves a batch %s alone', async (_, batch) => {
    expect((await call('BatchWriteItem', batch)).body).toEqual({ from: 'BatchWriteItem' });
    expect(seen).toEqual([{ target: 'BatchWriteItem', body: batch }]);
  });

  const put = (id: string) => ({ TableName: 't', Item: item(id), ConditionExpression: 'attribute_not_exists(pk)' });
  const update = (id: string) => ({ TableName: 't', Key: item(id), UpdateExpression: 'SET a = b' });

  test('makes the writes that wait behind another one transaction, and answers each of them', async () => {
    const writes = [
      call('PutItem', put('a')),
      call('PutItem', put('b')),
      call('UpdateItem', update('c')),
      call('BatchWriteItem', puts),
    ];
    const none = { status: 200, body: {} };
    expect((await Promise.all(writes)).slice(1)).toEqual([none, none, { status: 200, body: { UnprocessedItems: {} } }]);
    expect(seen.map(({ target }) => target)).toEqual(['PutItem', 'TransactWriteItems']);
    const of = puts.RequestItems.t.map(({ PutRequest }) => ({ Put: { TableName: 't', Item: PutRequest.Item } }));
    expect(seen[1]?.body).toEqual({ TransactItems: [{ Put: put('b') }, { Update: update('c') }, ...of] });
  });

  test('sends the writes of a transaction that is refused one by one, so that each has its own answer', async () => {
    refuses = new Set(['TransactWriteItems', 'UpdateItem']);
    const writes = [call('PutItem', put('a')), call('PutItem', put('b')), call('UpdateItem', update('c'))];
    expect(await Promise.all(writes)).toEqual([
      { status: 200, body: { from: 'PutItem' } },
      { status: 200, body: { from: 'PutItem' } },
      { status: 400, body: { from: 'UpdateItem' } },
    ]);
    expect(seen.map(({ target }) => target)).toEqual(['PutItem', 'TransactWriteItems', 'PutItem', 'UpdateItem']);
  });

  test('leaves a write alone whose caller wants to know more than that it is done', async () => {
    const asking = { ...update('c'), ReturnValues: 'ALL_NEW' };
    await Promise.all([
      call('PutItem', put('a')),
      call('UpdateItem', asking),
      call('PutItem', { ...put('b'), ReturnConsumedCapacity: 'TOTAL' }),
    ]);
    expect(seen.map(({ target }) => target).toSorted()).toEqual(['PutItem', 'PutItem', 'UpdateItem']);
  });

  test('passes every other call and every refusal on as it is', async () => {
    refuses = new Set(['Query']);
    expect(await call('Query', { TableName: 't' })).toEqual({ status: 400, body: { from: 'Query' } });
    expect(seen).toEqual([{ target: 'Query', body: { TableName: 't' } }]);
  });

  test('lets eight calls through at once, and one while a request of a client waits, each of them in the end', async () => {
    const twenty = () => Promise.all(Array.from({ length: 20 }, (_, index) => call('GetItem', { index })));
    expect((await twenty()).map(({ status }) => status)).toEqual(Array(20).fill(200));
    expect(had).toBe(8);
    isBusy = true;
    had = 0;
    expect((await twenty()).map(({ status }) => status)).toEqual(Array(20).fill(200));
    expect([had, seen.length]).toEqual([1, 40]);
  });
});
