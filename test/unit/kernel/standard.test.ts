import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import type { Context, DynamoDBRecord } from 'aws-lambda';
import { addPayee, getPayee } from '../../../functions/example/contract/api.ts';
import { example } from '../../../functions/example/contract/domain.ts';
import type { Item } from '../../../functions/kernel/aws/attributes.ts';
import type { Message } from '../../../functions/kernel/aws/put-events.ts';
import { route } from '../../../functions/kernel/core/call.ts';
import type { KeyedCall } from '../../../functions/kernel/idempotency/idempotent-request.ts';
import { buildApi, type RouteOf } from '../../../functions/kernel/standard/domain-api.ts';
import { buildRelay } from '../../../functions/kernel/standard/domain-relay.ts';
import { itemKey } from '../../../functions/kernel/standard/item-key.ts';
import { outboxAttributes, outboxMessages } from '../../../functions/kernel/standard/outbox.ts';
import { envelope } from '../../../functions/kernel/triggers/envelope.ts';
import { clockOf } from '../../support/clock.ts';
import { FakeDynamo } from '../../support/fake-dynamo.ts';
import { recordingLog } from './support/recording-log.ts';

const { PayeeAdded } = example.events;
const SAMPLE = JSON.parse(readFileSync('functions/example/contract/samples/example.PayeeAdded.v1.json', 'utf8'));
const { payee } = SAMPLE.data;
const CALL: KeyedCall = {
  operation: addPayee,
  caller: { tenant: 'acme', clientId: 'cli_1', scopes: new Set() },
  key: 'k-1',
  fingerprint: 'f',
  requestId: 'req-1',
  deadline: 1,
};
const told = (call: Partial<KeyedCall> = {}, subject = payee.id): readonly Message[] =>
  outboxMessages(outboxAttributes({ ...CALL, ...call }, 1_000, [{ event: PayeeAdded, subject, data: { payee } }]));
const detailOf = ({ detail }: Message | { detail: string }) => JSON.parse(detail);

describe('the key of an item', () => {
  test('has the tenant in front and the kind as its sort key', () => {
    expect(itemKey('acme', 'P', 'x')).toEqual({ pk: { S: 'acme#P#x' }, sk: { S: 'P' } });
  });

  test.each([
    ['', 'x'],
    ['a#b', 'x'],
    ['acme', ''],
    ['acme', 'a#b'],
  ])('is refused for tenant %j and id %j, which would reach into another partition', (tenant, id) => {
    expect(() => itemKey(tenant, 'P', id)).toThrow();
  });
});

describe('events beside a receipt', () => {
  test('are read back as they are published: type, envelope, data', () => {
    const [message] = told();
    expect(message).toMatchObject({ source: 'example', detailType: 'example.PayeeAdded' });
    const detail = detailOf(message ?? { detail: '{}' });
    expect(envelope.parse(detail)).toMatchObject({
      tenant: 'acme',
      correlationId: 'req-1',
      causationId: payee.id,
      hops: 0,
    });
    expect(detail).toMatchObject({ version: 1, occurredAt: '1970-01-01T00:00:01.000Z', data: { payee } });
  });

  test('are the same events at every repeat of the key, and others for another key, tenant or subject', () => {
    const idOf = (messages: readonly Message[]) => messages.map((one) => detailOf(one).eventId).join();
    expect(idOf(told({ requestId: 'req-2' }))).toBe(idOf(told()));
    const caller = { ...CALL.caller, tenant: 'globex' };
    const ids = [told(), told({ key: 'k-2' }), told({ caller }), told({}, 'pye_2')].map(idOf);
    expect(new Set(ids).size).toBe(4);
  });

  test('are none of an item that carries none, such as a stored refusal', () => {
    expect(outboxMessages({ status: { N: '409' } })).toEqual([]);
  });

  test('fail where the data is not what the contract promises', () => {
    expect(() =>
      outboxAttributes(CALL, 1, [{ event: PayeeAdded, subject: 'x', data: { payee: { id: 'x' } } }]),
    ).toThrow();
  });

  test('are what the frozen sample of the example shows', () => {
    expect(PayeeAdded.data.parse(SAMPLE.data)).toEqual(SAMPLE.data);
    expect(envelope.safeParse(SAMPLE).success).toBe(true);
  });
});

describe('the relay of a standard domain', () => {
  const relay = (refused: readonly number[] = []) => {
    const sent: Message[][] = [];
    const publish = async (messages: readonly Message[]) => {
      sent.push([...messages]);
      return new Set(sent.length === 1 ? refused : []);
    };
    const clock = clockOf(() => 42_000);
    const handler = buildRelay(example, { clock, log: recordingLog(), publish });
    return { sent, run: (...Records: DynamoDBRecord[]) => handler({ Records }, {} as Context) };
  };
  const record = (at: number, image: Item, eventName: 'INSERT' | 'MODIFY' | 'REMOVE' = 'INSERT'): DynamoDBRecord => ({
    eventName,
    dynamodb: { SequenceNumber: String(at), NewImage: image as never },
  });
  const receipt = (subject: string): Item => ({
    ...itemKey('acme', 'R', 'r'),
    ...outboxAttributes(CALL, 1, [{ event: PayeeAdded, subject, data: { payee } }]),
  });

  test('publishes the events of new receipts, and nothing of other items, changes and removals', async () => {
    const { run, sent } = relay();
    const others = [
      record(2, { ...receipt('b'), sk: { S: 'P' } }),
      record(3, receipt('c'), 'MODIFY'),
      record(4, receipt('d'), 'REMOVE'),
      record(5, itemKey('acme', 'R', 'no-events')),
    ];
    expect(await run(record(1, receipt('a')), ...others)).toEqual({ batchItemFailures: [] });
    expect(sent.flat().map((one) => detailOf(one).causationId)).toEqual(['a']);
  });

  test('publishes ten at a time, and asks for the records again from the first that the bus did not take', async () => {
    const { run, sent } = relay([7, 3]);
    const records = Array.from({ length: 12 }, (_, at) => record(at + 100, receipt(`s${at}`)));
    expect(await run(...records)).toEqual({ batchItemFailures: [{ itemIdentifier: '103' }] });
    expect(sent.map((batch) => batch.length)).toEqual([10, 2]);
  });

  test('publishes nothing for an empty batch, by which a new version is asked for a sign of life', async () => {
    const { run, sent } = relay();
    expect(await run()).toEqual({ batchItemFailures: [] });
    expect(sent).toEqual([]);
  });
});

describe('the API of a standard domain', () => {
  const add: RouteOf = () => route(addPayee, async () => ({ status: 201, body: '{}' }));
  const get: RouteOf = () => route(getPayee, async () => ({ status: 200, body: payee }));
  const deps = () => ({
    dynamo: new FakeDynamo(),
    table: 't',
    clock: clockOf(() => 1_000),
    random: { bytes: (count: number) => Buffer.alloc(count), fraction: () => 0 },
    codeVersion: '7',
    log: recordingLog(),
  });
  const asked = (routeKey: string, rawQueryString = '', pathParameters = {}) => ({
    routeKey,
    rawPath: routeKey.split(' ')[1],
    rawQueryString,
    headers: {},
    pathParameters,
    requestContext: {
      requestId: 'req-1',
      http: { method: 'GET' },
      authorizer: { jwt: { claims: { tenant: 'acme', client_id: 'cli_1', scope: 'example:read' } } },
    },
  });

  test('does not start while an operation of the contract has no route', () => {
    expect(() => buildApi(example, [add], deps())).toThrow('every operation of the contract has a route');
    expect(() => buildApi(example, [add, get], deps())).not.toThrow();
  });

  test('answers its own calls, its health, and what became of its keys', async () => {
    const api = buildApi(example, [add, get], deps());
    const send = async (...[routeKey, query, params]: Parameters<typeof asked>) => {
      const { statusCode, body } = await api(asked(routeKey, query, params) as never, {} as Context);
      return [statusCode, JSON.parse(body ?? '')];
    };
    expect(await send('GET /v1/payees/{id}', '', { id: payee.id })).toEqual([200, payee]);
    expect(await send('GET /v1/health')).toEqual([200, { status: 'ok', version: '7' }]);
    expect((await send('GET /v1/outcomes', 'operation=addPayee&key=never'))[0]).toBe(404);
    expect((await send('GET /v1/outcomes', 'operation=getPayee&key=never'))[0]).toBe(400);
  });
});
