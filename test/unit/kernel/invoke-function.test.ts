import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { AwsRefusal } from '../../../functions/kernel/aws/aws-call.ts';
import { classifyAwsError, isThrottled } from '../../../functions/kernel/aws/classify-aws-error.ts';
import { FunctionFailed, invokeFunction } from '../../../functions/kernel/aws/invoke-function.ts';
import { signer } from '../../../functions/kernel/aws/sigv4.ts';
import { present } from '../../../functions/kernel/core/assert.ts';
import { clockOf } from '../../support/clock.ts';

const ALIAS = 'arn:aws:lambda:eu-central-1:123456789012:function:Folio-Ledger-Api:live';
const CREDENTIALS = { accessKeyId: 'AKID', secretAccessKey: 'secret', sessionToken: 'session' };
const REGION = 'eu-central-1';

interface Seen {
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}
interface Say {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Undefined says nothing at all. */
  readonly body?: string;
  /** What is left of the connection: none that has served a call already serves another, none serves any, or it stays half-way. */
  readonly breaks?: 'kept' | 'all' | 'half-way';
}

let server: Server;
let endpoint: string;
let say: Say;
let seen: Seen[];
const served = new WeakSet<object>();
beforeAll(async () => {
  server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (chunk: string) => {
      body += chunk;
    });
    request.on('end', () => {
      seen.push({ url: request.url ?? '', headers: request.headers, body });
      const isKept = served.has(request.socket);
      served.add(request.socket);
      if (say.breaks === 'all' || (say.breaks === 'kept' && isKept)) return void request.socket.destroy();
      if (say.breaks === 'half-way') return void response.writeHead(200, { 'content-length': '100' }).write('{');
      if (say.body !== undefined) response.writeHead(say.status, say.headers).end(say.body);
    });
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  seen = [];
  say = { status: 200, headers: { 'x-amz-executed-version': '7' }, body: '{"statusCode":201}' };
});

const clock = clockOf(() => Date.parse('2026-11-29T10:00:00Z'));
const invoking = (withinMs = 5_000) =>
  invokeFunction({ region: REGION, endpoint, credentials: async () => CREDENTIALS, clock }, ALIAS, withinMs);

describe('another function, invoked by its alias', () => {
  test('is given the payload and answers with its text and version', async () => {
    expect(await invoking()({ path: '/v1/x' })).toEqual({ text: '{"statusCode":201}', version: '7' });
    expect(seen.map(({ body }) => body)).toEqual(['{"path":"/v1/x"}']);
  });

  test('is named in the path as the SDK names it, alias and all, and its signature is the one that the SDK makes', async () => {
    const client = new LambdaClient({ region: REGION, endpoint, credentials: CREDENTIALS });
    await client.send(new InvokeCommand({ FunctionName: 'Folio-Ledger-Api:live', Payload: Buffer.from('{}') }));
    client.destroy();
    await invoking()({});
    const [theirs, ours] = [present(seen[0], 'the SDK called'), present(seen[1], 'we called')];
    expect(ours.url).toBe(theirs.url);
    const { authorization = '' } = theirs.headers;
    const names = (/SignedHeaders=([^,]+)/.exec(authorization)?.[1] ?? '').split(';');
    const given = names.filter((name) => name !== 'x-amz-date' && name !== 'x-amz-security-token');
    const at = String(theirs.headers['x-amz-date']).replace(
      /(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z/,
      '$1-$2-$3T$4:$5:$6Z',
    );
    const signed = signer('lambda')(CREDENTIALS, REGION, {
      path: theirs.url,
      headers: Object.fromEntries(given.map((name) => [name, String(theirs.headers[name])])),
      body: theirs.body,
      at: Date.parse(at),
    });
    expect(signed.authorization).toBe(authorization);
  });

  test.each<readonly [string, Say]>([
    ['threw', { status: 200, headers: { 'x-amz-function-error': 'Unhandled' }, body: '{}' }],
    ['is not reached', { status: 502, body: '' }],
  ])('that %s has failed, which passes by itself', async (_what, answer) => {
    say = answer;
    await expect(invoking()({})).rejects.toThrow(FunctionFailed);
  });

  test('that is run as often as it may be is load, by which no release is judged', async () => {
    say = { status: 429, body: '{}' };
    const busy = await invoking()({}).catch((error: unknown) => error);
    expect([isThrottled(busy), classifyAwsError(busy)]).toEqual([true, 'unavailable']);
  });

  test('that says nothing has failed when its time is up', async () => {
    say = { status: 200 };
    await expect(invoking(50)({})).rejects.toThrow('did not answer');
  });

  test('is asked anew where a kept connection turns out to be closed, and only there', async () => {
    await invoking()({});
    say = { ...say, breaks: 'kept' };
    expect((await invoking()({})).version).toBe('7');
    expect(seen).toHaveLength(3);
    say = { ...say, breaks: 'all' };
    await expect(invoking()({})).rejects.toThrow(FunctionFailed);
    await expect(invoking()({})).rejects.toThrow(FunctionFailed);
    expect(seen.length).toBeLessThanOrEqual(6);
  });

  test('has failed where its answer begins and does not end in time', async () => {
    say = { ...say, breaks: 'half-way' };
    await expect(invoking(50)({})).rejects.toThrow('did not answer');
  });

  test('that we may not run is a refusal by its code, which does not pass by itself', async () => {
    say = { status: 403, headers: { 'x-amzn-errortype': 'AccessDeniedException' }, body: '{}' };
    const refused = await invoking()({}).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(AwsRefusal);
    expect((refused as AwsRefusal).code).toBe('AccessDeniedException');
  });

  test('must be named by the ARN of an alias', () => {
    const aws = { region: REGION, endpoint, credentials: async () => CREDENTIALS, clock };
    for (const arn of [ALIAS.replace(/:live$/, ''), 'Folio-Ledger-Api:live', `${ALIAS}/x`])
      expect(() => invokeFunction(aws, arn, 1)).toThrow('an alias has an ARN');
  });
});
