import { existsSync, readFileSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { accessLine } from '../../../local/gateway/access-log.ts';
import type { Exchange } from '../../../local/gateway/exchange.ts';
import { receivedHeaders } from '../../../local/gateway/headers.ts';
import { Throttle } from '../../../local/gateway/throttle.ts';
import { logFile } from '../../../local/lambda/log-file.ts';
import { temporaryFolder } from '../../support/folder.ts';

const folder = temporaryFolder();
afterAll(folder.remove);

const exchange: Exchange = {
  requestId: 'r=',
  traceId: 'Root=1-0-0',
  receivedAt: Date.UTC(2026, 0, 2, 3, 4, 5),
  method: 'GET',
  path: '/a"b\n',
  query: 'secret=1',
  headers: receivedHeaders(['user-agent', '"}\u001b[0m']),
  sourceIp: '127.0.0.1',
  domain: 'd',
  match: undefined,
  token: { claims: { tenant: 'acme', admin: true }, claimsJson: '{}', expiresAt: 0, notBefore: 0, scopes: new Set() },
  integrationLatencyMs: undefined,
  integrationRequestId: undefined,
};
const folderGone = (path: string): void => rmSync(dirname(path), { recursive: true });
const access = {
  ...exchange,
  apiId: 'abc',
  status: 401,
  responseLength: 26,
  responseLatencyMs: 2,
  errorMessage: 'Unauthorized',
};

describe('the access log', () => {
  test.each([
    ['$context.requestId $context.status $context.httpMethod', 'r= 401 GET'],
    ['$context.requestTime', '02/Jan/2026:03:04:05 +0000'],
    ['$context.routeKey $context.integrationLatency $context.nonsense', '- - -'],
    ['$context.authorizer.claims.tenant $context.authorizer.claims.nobody', 'acme -'],
    ['$context.authorizer.error/$context.error.message', 'Unauthorized/Unauthorized'],
    ['plain text', 'plain text'],
  ])('%s', (format, line) => {
    expect(accessLine(format)(access)).toBe(line);
  });

  test('a client cannot break out of its line or its JSON string', () => {
    const line = accessLine('{"path":"$context.path","agent":"$context.identity.userAgent"}')(access);
    expect(line).not.toContain('\n');
    expect(JSON.parse(line)).toEqual({ path: '/a"b\n', agent: '"}\u001b[0m' });
  });
});

describe('a log file', () => {
  test('is private, appends, and keeps one generation when it grows too large', () => {
    const path = join(folder.path, 'logs', 'f.log');
    const log = logFile(path, 10);
    log.append('one\n');
    log.flush();
    log.append('a line over the limit\n');
    log.flush();
    log.append('next\n');
    log.flush();
    log.flush();
    expect([readFileSync(`${path}.1`, 'utf8'), readFileSync(path, 'utf8')]).toEqual([
      'one\na line over the limit\n',
      'next\n',
    ]);
    expect(statSync(path).mode & 0o077).toBe(0);
    const again = logFile(path, 10);
    again.append('more\n');
    again.flush();
    expect(readFileSync(path, 'utf8')).toBe('next\nmore\n');
  });

  test('says how often it could not be written', () => {
    const path = join(folder.path, 'full', 'f.log');
    const log = logFile(path);
    folderGone(path);
    log.append('lost\n');
    log.flush();
    expect(existsSync(path)).toBe(false);
    logFile(path);
    log.append('kept\n');
    log.flush();
    expect(readFileSync(path, 'utf8')).toBe('[1 earlier writes to this log failed]\nkept\n');
  });
});

describe('request quotas', () => {
  test('let a burst through, then the rate', () => {
    let now = 0;
    const quota = new Throttle(2, 3, () => now);
    const take = (times: number): readonly boolean[] => Array.from({ length: times }, () => quota.take());
    expect(take(4)).toEqual([true, true, true, false]);
    now = 500;
    expect(take(2)).toEqual([true, false]);
    now = 60_000;
    expect(take(4)).toEqual([true, true, true, false]);
  });
});
