import { describe, expect, test } from '@jest/globals';
import { DynamoError } from '../../../../local/dynamodb/errors.ts';
import { LIMITS } from '../../../../local/dynamodb/limits.ts';
import { livePorts } from '../../../../local/dynamodb/ports.ts';
import { key, tried } from '../../../engine/support/engine.ts';

const TABLE = 'things';
const put = (pk: string, more: object = {}) => ({ Put: { TableName: TABLE, Item: { ...key(pk), ...more } } });
const N = (n: number) => ({ n: { N: String(n) } });

/** An engine on a clock that the test moves. */
const clocked = async () => {
  const clock = { now: 1_800_000_000_000 };
  const one = await tried({ ports: { ...livePorts, now: () => clock.now } });
  const reasons = async (TransactItems: readonly object[], more: object = {}): Promise<unknown> => {
    const error = await one.engine
      .call('TransactWriteItems', { TransactItems, ...more })
      .catch((each: unknown) => each);
    if (!(error instanceof DynamoError)) return 'done';
    const found = error.more.CancellationReasons as readonly { readonly Code: string }[] | undefined;
    return found?.map(({ Code }) => Code) ?? error.code;
  };
  const n = async (pk: string) => (await one.call('GetItem', { Key: key(pk) })).Item?.n?.N;
  return { ...one, clock, reasons, n };
};

describe('a transaction of the engine', () => {
  test('does all or nothing, and says why at the place of each that stands in its way', async () => {
    const { call, reasons, n } = await clocked();
    await call('PutItem', { Item: { ...key('a'), ...N(1) } });
    const check = (pk: string, ConditionExpression: string) => ({
      ConditionCheck: { TableName: TABLE, Key: key(pk), ConditionExpression },
    });
    const remove = { Delete: { TableName: TABLE, Key: key('a') } };
    expect(
      await reasons([
        put('b', N(2)),
        check('a', 'attribute_not_exists(pk)'),
        put('c'),
        check('z', 'attribute_exists(pk)'),
      ]),
    ).toEqual([...['None', 'ConditionalCheckFailed', 'None', 'ConditionalCheckFailed']]);
    expect([await n('a'), await n('b')]).toEqual(['1', undefined]);
    expect(await reasons([put('b', N(2)), check('c', 'attribute_not_exists(pk)'), remove])).toBe('done');
    expect([await n('a'), await n('b')]).toEqual([undefined, '2']);
  });

  test('gives the item that stood in its way where it is asked to, and only there', async () => {
    const { call, engine } = await clocked();
    await call('PutItem', { Item: { ...key('a'), ...N(1) } });
    await call('PutItem', { Item: { ...key('b'), ...N(2) } });
    const guarded = (pk: string, more: object = {}) => ({
      Put: { ...put(pk).Put, ConditionExpression: 'attribute_not_exists(pk)', ...more },
    });
    const TransactItems = [guarded('a', { ReturnValuesOnConditionCheckFailure: 'ALL_OLD' }), guarded('b')];
    const error = await engine.call('TransactWriteItems', { TransactItems }).catch((each: unknown) => each);
    const reasons = (error as DynamoError).more.CancellationReasons as readonly { readonly Item?: object }[];
    expect(reasons.map(({ Item }) => Item && JSON.parse(JSON.stringify(Item)))).toEqual([
      { ...key('a'), ...N(1) },
      undefined,
    ]);
  });

  test('with a token is done once within ten minutes, with that payload alone, and forgotten after them', async () => {
    const { call, reasons, n, clock } = await clocked();
    const add = (by: number) => [
      {
        Update: {
          ...{ TableName: TABLE, Key: key('a'), UpdateExpression: 'ADD n :n' },
          ExpressionAttributeValues: { ':n': { N: String(by) } },
        },
      },
    ];
    const token = { ClientRequestToken: 'once' };
    expect([await reasons(add(1), token), await reasons(add(1), token), await n('a')]).toEqual(['done', 'done', '1']);
    expect(await reasons(add(2), token)).toBe('IdempotentParameterMismatchException');
    expect([await reasons(add(1), { ClientRequestToken: 'other' }), await n('a')]).toEqual(['done', '2']);
    clock.now += LIMITS.tokenMs - 1;
    expect([await reasons(add(1), token), await n('a')]).toEqual(['done', '2']);
    clock.now += 1;
    expect([await reasons(add(5), token), await n('a')]).toEqual(['done', '7']);
    await call('DeleteItem', { Key: key('a') });
  });

  test('that was cancelled leaves its token free', async () => {
    const { call, reasons, n } = await clocked();
    const guarded = [{ Put: { ...put('a', N(1)).Put, ConditionExpression: 'attribute_not_exists(pk)' } }];
    const token = { ClientRequestToken: 'once' };
    await call('PutItem', { Item: key('a') });
    expect(await reasons(guarded, token)).toEqual(['ConditionalCheckFailed']);
    await call('DeleteItem', { Key: key('a') });
    expect([await reasons(guarded, token), await n('a')]).toEqual(['done', '1']);
  });

  test('has from one to a hundred actions, each on an item of its own', async () => {
    const { reasons } = await clocked();
    const many = (count: number) => Array.from({ length: count }, (_, at) => put(`p${at}`));
    expect([await reasons(many(100)), await reasons(many(101)), await reasons([])]).toEqual([
      ...['done', 'ValidationException', 'ValidationException'],
    ]);
    expect(await reasons([put('a'), { Delete: { TableName: TABLE, Key: key('a') } }])).toBe('ValidationException');
    expect(await reasons([{ ...put('a'), Delete: { TableName: TABLE, Key: key('b') } }])).toBe('ValidationException');
  });

  test('of reads gives each item at the place of its key', async () => {
    const { call } = await clocked();
    await call('PutItem', { Item: { ...key('a'), ...N(1) } });
    await call('PutItem', { Item: { ...key('b'), ...N(2) } });
    const get = (pk: string) => ({ Get: { TableName: TABLE, Key: key(pk) } });
    const { Responses } = await call('TransactGetItems', { TransactItems: [get('b'), get('none'), get('a')] });
    expect(Responses).toEqual([{ Item: { ...key('b'), ...N(2) } }, {}, { Item: { ...key('a'), ...N(1) } }]);
  });

  test('costs twice what its writes would cost alone', async () => {
    const { call } = await clocked();
    const large = { text: { S: 'x'.repeat(1500) } };
    const { ConsumedCapacity } = await call('TransactWriteItems', {
      TransactItems: [put('a'), put('b', large)],
      ReturnConsumedCapacity: 'TOTAL',
    });
    expect(ConsumedCapacity).toEqual([{ TableName: TABLE, CapacityUnits: 6, WriteCapacityUnits: 6 }]);
  });
});

describe('a batch of the engine', () => {
  test('puts and deletes up to 25 items, none of them twice', async () => {
    const { call, refusal } = await clocked();
    const asked = (requests: readonly object[]) => ({ RequestItems: { [TABLE]: requests } });
    const puts = (count: number) => Array.from({ length: count }, (_, at) => ({ PutRequest: { Item: key(`p${at}`) } }));
    await call('BatchWriteItem', asked(puts(25)));
    expect((await call('Scan', {})).Count).toBe(25);
    await call('BatchWriteItem', asked([{ DeleteRequest: { Key: key('p0') } }, { PutRequest: { Item: key('new') } }]));
    expect((await call('Scan', {})).Count).toBe(25);
    expect(await refusal('BatchWriteItem', asked(puts(26)))).toContain('Too many items');
    expect(await refusal('BatchWriteItem', asked([...puts(1), ...puts(1)]))).toContain('duplicates');
  });

  test('gets up to a hundred items, and gives back the keys that 16 MB have no room for', async () => {
    const { call, refusal } = await clocked();
    const text = { S: 'x'.repeat(390_000) };
    for (let at = 0; at < 45; at += 1) await call('PutItem', { Item: { ...key(`p${at}`), text } });
    const asked = (count: number) => ({
      RequestItems: { [TABLE]: { Keys: Array.from({ length: count }, (_, at) => key(`p${at}`)) } },
    });
    const { Responses, UnprocessedKeys } = await call('BatchGetItem', asked(100));
    const fit = Math.floor(LIMITS.batchGetBytes / 390_020);
    expect([Responses[TABLE].length, UnprocessedKeys[TABLE].Keys.length]).toEqual([fit, 100 - fit]);
    const small = await call('BatchGetItem', asked(2));
    expect([small.Responses[TABLE].length, small.UnprocessedKeys]).toEqual([2, {}]);
    expect(await refusal('BatchGetItem', asked(101))).toContain('Too many items');
  });
});

describe('what expires in the engine', () => {
  test('goes from its second on, unless that is five years ago, with a record that says who took it', async () => {
    const { call, engine, clock } = await clocked();
    await call('UpdateTimeToLive', { TimeToLiveSpecification: { AttributeName: 'ttl', Enabled: true } });
    const seconds = clock.now / 1000;
    const ends = {
      now: seconds,
      later: seconds + 1,
      old: seconds - LIMITS.expiryAgeSeconds,
      young: seconds - LIMITS.expiryAgeSeconds + 1,
    };
    for (const [pk, at] of Object.entries(ends))
      await call('PutItem', { Item: { ...key(pk), ttl: { N: String(at) } } });
    await call('PutItem', { Item: { ...key('text'), ttl: { S: '1' } } });
    await call('PutItem', { Item: key('none') });
    const newest = await engine.feed.newest(TABLE);
    expect(await engine.sweep()).toBe(2);
    const left = (await call('Scan', {})).Items as readonly { readonly pk: { readonly S: string } }[];
    expect(left.map(({ pk }) => pk.S).toSorted()).toEqual(['later', 'none', 'old', 'text']);
    const records = await engine.feed.read(TABLE, newest, 10);
    expect(records.map(({ event, identity }) => [event, JSON.parse(identity ?? '{}').type])).toEqual([
      ['REMOVE', 'Service'],
      ['REMOVE', 'Service'],
    ]);
    clock.now += 1000;
    expect(await engine.sweep()).toBe(1);
  });

  test('is looked at in all of a large table', async () => {
    const { call, engine } = await clocked();
    await call('UpdateTimeToLive', { TimeToLiveSpecification: { AttributeName: 'ttl', Enabled: true } });
    for (let at = 0; at < 1_100; at += 25)
      await call('BatchWriteItem', {
        RequestItems: {
          [TABLE]: Array.from({ length: 25 }, (_, each) => ({
            PutRequest: { Item: { ...key('p', at + each), ttl: { N: '1799999999' } } },
          })),
        },
      });
    expect(await engine.sweep()).toBe(1_100);
  });
});
