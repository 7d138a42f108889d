import { gzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { readAccessLine } from '../../../functions/proof/model/call/access-line.ts';
import { readLogBatch } from '../../../functions/proof/model/call/log-batch.ts';
import { callsBytes, readCalls, toldCall } from '../../../functions/proof/model/call/logged-call.ts';
import { CALLS } from '../../../functions/proof/store/relay/append-calls.ts';
import { deployed } from '../../infra/support/folio.ts';

/** As the stage of the template has the gateway write it. */
const line = (change: object = {}): string =>
  JSON.stringify({
    ...{ requestId: 'JKJaXmPLvHcESHA=', at: '1790000000123', route: 'GET /v1/accounts/{id}', status: '200' },
    ...{ bytes: '12', ms: '3', integrationMs: '2', integrationStatus: '200', tenant: 'acme', clientId: 'cli_1' },
    ...{ authorizerError: '-', error: '-', ip: '203.0.113.7' },
    ...change,
  });
const call = readAccessLine(line());

describe('a line of the gateway', () => {
  test('tells who called what, when and with which result, and nothing of where from', () => {
    expect(call).toEqual({
      ...{ requestId: 'JKJaXmPLvHcESHA=', at: '2026-09-21T14:13:20.123Z', number: null, tenant: 'acme' },
      ...{ clientId: 'cli_1', route: 'GET /v1/accounts/{id}', status: 200 },
    });
  });

  test('is of a call that was denied although nobody knows whose it is, and of no other call without a tenant', () => {
    const nameless = { tenant: '-', clientId: '-' };
    for (const status of ['401', '403'])
      expect(readAccessLine(line({ ...nameless, status, route: '-' }))).toMatchObject({
        ...{ tenant: null, clientId: null, route: null, status: Number(status) },
      });
    for (const status of ['200', '302', '404', '429', '500'])
      expect(readAccessLine(line({ ...nameless, status }))).toBeUndefined();
    expect(readAccessLine(line({ status: '403' }))).toMatchObject({ tenant: 'acme', status: 403 });
  });

  test.each([
    ['no JSON', 'none'],
    ['a tenant that would be another key', line({ tenant: 'acme#A' })],
    ['no tenant at all', line({ tenant: '' })],
    ['a status that is none', line({ status: '-' })],
    ['a request id that is too long', line({ requestId: 'a'.repeat(65) })],
    ['a route that is too long', line({ route: 'a'.repeat(201) })],
    ['a client that JSON would escape', line({ clientId: 'a"b' })],
    ['a time that is none', line({ at: 'now' })],
  ])('is refused with %s', (_, text) => {
    expect(() => readAccessLine(text)).toThrow();
  });

  test('has every member that the template asks the gateway for', () => {
    const [stage] = deployed().byType('AWS::ApiGatewayV2::Stage');
    const format = JSON.parse(stage?.props.AccessLogSettings.Format) as Readonly<Record<string, string>>;
    expect(Object.keys(JSON.parse(line())).toSorted()).toEqual(Object.keys(format).toSorted());
    expect(format).toMatchObject({
      ...{ requestId: '$context.requestId', at: '$context.requestTimeEpoch', route: '$context.routeKey' },
      ...{ status: '$context.status', tenant: '$context.authorizer.claims.tenant' },
      clientId: '$context.authorizer.claims.client_id',
    });
  });
});

describe('a call that is kept', () => {
  test('is read as it was', () => {
    const all = [call, readAccessLine(line({ route: '-', status: '404' }))].map((one, at) => ({
      ...(one as NonNullable<typeof one>),
      number: at + 1,
    }));
    expect(readCalls(callsBytes(all), 'acme')).toEqual(all);
    const nobodys = { ...(call as NonNullable<typeof call>), tenant: null };
    expect(readCalls(callsBytes([nobodys]), '')).toEqual([nobodys]);
  });

  test('has another digest for every member that is another', () => {
    const one = call as NonNullable<typeof call>;
    const others = [
      ...[{ requestId: 'x' }, { at: '2026-09-21T14:13:20.124Z' }, { number: 1 }, { tenant: 'globex' }],
      ...[{ clientId: null }, { route: 'GET /v1/accounts' }, { status: 201 }],
    ].map((change) => toldCall({ ...one, ...change }).digest);
    expect(new Set([toldCall(one).digest, ...others]).size).toBe(others.length + 1);
  });

  test('leaves room in an item for as many as a commit has, whatever a gateway writes', () => {
    const widest = readAccessLine(
      line({ requestId: 'a'.repeat(64), route: '~'.repeat(200), tenant: 'a'.repeat(63), clientId: ' '.repeat(128) }),
    );
    const numbered = { ...(widest as NonNullable<typeof widest>), number: 10 ** 12 };
    expect(CALLS.entriesMax * callsBytes([numbered]).length).toBeLessThan(400_000);
  });
});

describe('a batch of CloudWatch Logs', () => {
  const packed = (batch: object): string => gzipSync(JSON.stringify(batch)).toString('base64');
  const batch = (messages: readonly string[], messageType = 'DATA_MESSAGE') =>
    packed({ messageType, owner: '1', logGroup: 'g', logEvents: messages.map((message) => ({ id: '1', message })) });

  test('gives the calls of its lines, and counts those that nobody can read', () => {
    const { calls, unread } = readLogBatch(
      batch([line(), 'none', line({ tenant: '-', status: '200' }), line({ status: '409', requestId: 'second' })]),
    );
    expect([calls.map(({ id }) => id), unread]).toEqual([['JKJaXmPLvHcESHA=', 'second'], 1]);
    expect(calls[0]).toMatchObject({ tenant: 'acme', at: 1_790_000_000_123 });
  });

  test('that only asks whether somebody is there has no call', () => {
    expect(readLogBatch(batch(['CWL CONTROL MESSAGE: Checking health'], 'CONTROL_MESSAGE'))).toEqual({
      ...{ calls: [], unread: 0 },
    });
  });

  test('is refused where it unpacks to more than a function has room for, or to something else', () => {
    expect(() => readLogBatch(gzipSync(Buffer.alloc(33 * 1024 * 1024)).toString('base64'))).toThrow();
    expect(() => readLogBatch(packed({ messageType: 'OTHER', logEvents: [] }))).toThrow();
    expect(() => readLogBatch('AAAA')).toThrow();
  });
});
