import {
  ConditionalCheckFailedException,
  GetItemCommand,
  ListTablesCommand,
  PutItemCommand,
  TransactionCanceledException,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { afterEach, describe, expect, test } from '@jest/globals';
import { type Dynamo, dynamo } from '../../../functions/kernel/aws/dynamodb.ts';
import { signer } from '../../../functions/kernel/aws/sigv4.ts';
import { present } from '../../../functions/kernel/core/assert.ts';
import { countingCapacity } from '../../support/capacity.ts';
import { type Say, wire } from './support/wire.ts';

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

const OK: Say = { status: 200, body: {} };
const no = (type: string, more: object = {}): Say => ({
  status: 400,
  body: { __type: `com.amazonaws.dynamodb.v20120810#${type}`, Message: 'No.', ...more },
});

/** A client whose first call has gone the SDK's way, so that the next may go the short one, and who waits 0.2 s at most. */
const rig = async (...answers: readonly Say[]) => {
  const { seen, client, stop, asked } = await wire(OK, ...answers);
  stops.push(stop);
  const store = dynamo(client, 200);
  await store.send(new GetItemCommand(GET));
  return { store, seen, asked };
};

const GET = { TableName: 't', Key: { pk: { S: 'ä' } }, ConsistentRead: true };
const TRANSACTION = {
  TransactItems: [
    {
      Put: {
        TableName: 't',
        Item: {
          pk: { S: 'acme#T' },
          n: { N: '10' },
          l: { L: [{ BOOL: true }, { M: { a: { NULL: true as const } } }] },
        },
        ConditionExpression: 'attribute_not_exists(pk)',
      },
    },
  ],
};

const direct = (headers: object): boolean => !('amz-sdk-invocation-id' in headers);

describe('the store client', () => {
  test('sends plain calls the short way, once the first has shown where they go, and says the same on the wire', async () => {
    const { store, seen } = await rig({ status: 200, body: { Item: { pk: { S: 'ä' } } } });
    const output = await store.send(new GetItemCommand(GET));
    expect(seen.map(({ headers }) => direct(headers))).toEqual([false, true]);
    expect(JSON.parse(seen[1]?.body ?? '')).toEqual(JSON.parse(seen[0]?.body ?? ''));
    for (const name of ['x-amz-target', 'content-type', 'host', 'x-amz-security-token']) {
      expect(seen[1]?.headers[name]).toBe(seen[0]?.headers[name]);
    }
    expect(output).toEqual({
      Item: { pk: { S: 'ä' } },
      $metadata: { httpStatusCode: 200, requestId: 'r-2', attempts: 1, totalRetryDelay: 0 },
    });
  });

  test('sends a transaction as it stands, and never a ClientRequestToken', async () => {
    const { store, seen } = await rig(OK, OK);
    await store.send(new TransactWriteItemsCommand(TRANSACTION));
    await store.send(new TransactWriteItemsCommand(TRANSACTION), { requestTimeout: 1_000 });
    expect(seen.slice(1).map(({ headers }) => direct(headers))).toEqual([true, false]);
    expect(seen.slice(1).map(({ body }) => JSON.parse(body))).toEqual([TRANSACTION, TRANSACTION]);
  });

  test('leaves every other call to the SDK', async () => {
    const { store, seen } = await rig({ status: 200, body: { TableNames: ['t'] } });
    expect(await store.send(new ListTablesCommand({}))).toMatchObject({ TableNames: ['t'] });
    expect(direct(seen[1]?.headers ?? {})).toBe(false);
  });

  test('throws a cancelled transaction as the SDK does, with its reasons, after one try', async () => {
    const reasons = [{ Code: 'ConditionalCheckFailed', Message: 'The', Item: { pk: { S: 'x' } } }, { Code: 'None' }];
    const { store, seen } = await rig(no('TransactionCanceledException', { CancellationReasons: reasons }));
    const error = await store.send(new TransactWriteItemsCommand(TRANSACTION)).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(TransactionCanceledException);
    expect(error).toMatchObject({ CancellationReasons: reasons, message: 'No.', $metadata: { requestId: 'r-2' } });
    expect(seen).toHaveLength(2);
  });

  test('throws a failed condition as the SDK does, with the item it met', async () => {
    const { store } = await rig(no('ConditionalCheckFailedException', { Item: { pk: { S: 'x' } } }));
    const error = await store.send(new PutItemCommand({ TableName: 't', Item: {} })).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ConditionalCheckFailedException);
    expect(error).toMatchObject({ name: 'ConditionalCheckFailedException', Item: { pk: { S: 'x' } } });
  });

  test.each<[string, Say]>([
    ['a throttle', no('ThrottlingException')],
    ['a server fault', { status: 500, body: {} }],
    ['a broken connection', 'cut'],
    ['an answer that begins and does not end', 'stall'],
    ['a signature that came too late', no('InvalidSignatureException')],
  ])('gives %s to the SDK, which tries again', async (_name, failure) => {
    const { store, seen } = await rig(failure, { status: 200, body: { Item: { pk: { S: 'y' } } } });
    expect(await store.send(new GetItemCommand(GET))).toMatchObject({ Item: { pk: { S: 'y' } } });
    expect(seen.map(({ headers }) => direct(headers))).toEqual([false, true, false]);
  });

  test('ends with the error of the service when that goes on', async () => {
    const { store, seen } = await rig(...Array<Say>(9).fill(no('ProvisionedThroughputExceededException')));
    await expect(store.send(new GetItemCommand(GET))).rejects.toMatchObject({
      name: 'ProvisionedThroughputExceededException',
    });
    expect(seen.length).toBeLessThanOrEqual(4);
  });

  test.each<[string, Say]>([
    ['that nobody answers', 'silence'],
    ['whose answer never ends', 'stall'],
  ])('breaks off a call %s as soon as it is told to, and sends nothing after that', async (_name, say) => {
    const { store, seen, asked } = await rig(say);
    const call = new AbortController();
    const arrived = asked();
    const sending = store.send(new TransactWriteItemsCommand(TRANSACTION), { abortSignal: call.signal });
    await arrived;
    call.abort();
    await expect(sending).rejects.toMatchObject({ name: 'AbortError' });
    await expect(store.send(new GetItemCommand(GET), { abortSignal: call.signal })).rejects.toThrow();
    expect(seen.map(({ headers }) => direct(headers))).toEqual([false, true]);
  });

  test('sends plain calls the short way with a signal too', async () => {
    const { store, seen } = await rig({ status: 200, body: { Item: { pk: { S: 'y' } } } });
    const { signal } = new AbortController();
    expect(await store.send(new GetItemCommand(GET), { abortSignal: signal })).toMatchObject({
      Item: { pk: { S: 'y' } },
    });
    expect(seen.map(({ headers }) => direct(headers))).toEqual([false, true]);
  });

  test('gives binary values as bytes', async () => {
    const answer: Say = { status: 200, body: { Item: { b: { B: 'aGk=' } } } };
    const { store } = await rig(answer, answer);
    const { Item } = await store.send(new GetItemCommand(GET));
    expect(Buffer.from(Item?.b?.B ?? []).toString()).toBe('hi');
  });
});

test('our signature of a request is the SDK’s own', async () => {
  const { seen, client, stop } = await wire();
  stops.push(stop);
  await client.send(new TransactWriteItemsCommand(TRANSACTION));
  const { headers, body } = present(seen[0], 'the call was seen');
  const { authorization = '' } = headers;
  const names = (/SignedHeaders=([^,]+)/.exec(authorization)?.[1] ?? '').split(';');
  const given = names.filter((name) => name !== 'x-amz-date' && name !== 'x-amz-security-token');
  const stamp = String(headers['x-amz-date']).replace(/(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z/, '$1-$2-$3T$4:$5:$6Z');
  const credentials = { accessKeyId: 'AKID', secretAccessKey: 'secret', sessionToken: 'session' };
  const signed = signer('dynamodb')(credentials, 'eu-central-1', {
    headers: Object.fromEntries(given.map((name) => [name, String(headers[name])])),
    body,
    at: Date.parse(stamp),
  });
  expect(names).toContain('x-amz-target');
  expect(signed.authorization).toBe(authorization);
});

test('a signer follows the day, the region and the secret', () => {
  const sign = signer('dynamodb');
  const of = (secretAccessKey: string, region: string, at: number) =>
    sign({ accessKeyId: 'A', secretAccessKey }, region, { headers: { host: 'h' }, body: '', at }).authorization;
  const day = 86_400_000;
  const all = [of('a', 'r', 0), of('b', 'r', 0), of('a', 's', 0), of('a', 'r', day), of('a', 'r', 0)];
  expect(new Set(all).size).toBe(4);
  expect(all[4]).toBe(all[0]);
});

test('capacity is asked for, and reported for reads and writes', async () => {
  const consumed = [{ CapacityUnits: 4 }, { CapacityUnits: 2 }];
  const { store } = await rig(
    { status: 200, body: { ConsumedCapacity: consumed } },
    { status: 200, body: { ConsumedCapacity: { CapacityUnits: 0.5 } } },
  );
  const units: unknown[] = [];
  const counting: Dynamo = countingCapacity(store, (one) => void units.push(one));
  await counting.send(new TransactWriteItemsCommand({ ...TRANSACTION }));
  await counting.send(new GetItemCommand({ ...GET }));
  expect(units).toEqual([
    { read: 0, write: 6 },
    { read: 0.5, write: 0 },
  ]);
});

test('the client that functions make gives up an answer that does not go on, on its first call too', async () => {
  const { endpoint, stop, seen } = await wire('stall', 'stall', 'stall');
  stops.push(stop);
  const env = process.env;
  process.env = {
    ...env,
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: 'eu-central-1',
    AWS_ACCESS_KEY_ID: 'AKID',
    AWS_SECRET_ACCESS_KEY: 'secret',
  };
  try {
    await expect(dynamo().send(new GetItemCommand(GET))).rejects.toThrow();
  } finally {
    process.env = env;
  }
  expect(seen).toHaveLength(2);
}, 20_000);
