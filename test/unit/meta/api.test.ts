import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { identityOperations } from '../../../functions/identity/contract/api.ts';
import { identity } from '../../../functions/identity/contract/domain.ts';
import { common } from '../../../functions/kernel/core/common-problems.ts';
import { Refusal } from '../../../functions/kernel/core/problem.ts';
import { http } from '../../../functions/kernel/http/http.ts';
import { healthRoute, outcomesRoute } from '../../../functions/kernel/http/outcomes.ts';
import { RECEIPT_FORMAT } from '../../../functions/kernel/idempotency/receipt.ts';
import { meta as metaDomain } from '../../../functions/meta/contract/domain.ts';
import { build } from '../../../functions/meta/handlers/api/routes.ts';
import { readApiDocument } from '../../../functions/meta/model/api-document.ts';
import { domains, readFunctions } from '../../../functions/meta/store/queries/domains.ts';
import { openapi } from '../../../lib/meta/openapi.ts';
import { anyText } from '../../support/any-text.ts';
import { clockOf } from '../../support/clock.ts';

const documentText = JSON.stringify(openapi([identity, metaDomain]));
const nothing = () => {};
const log = { info: nothing, warn: nothing, error: nothing };
const clock = clockOf(() => 1_795_000_000_000);
const receipt = {
  id: 'r',
  operation: 'createClient',
  key: 'k 1',
  fingerprint: 'f',
  status: 201,
  body: '{"name":"é"}',
  at: 1_795_000_000_000,
  actor: 'cli_1',
  requestId: 'r-0',
  codeVersion: '6',
  format: RECEIPT_FORMAT,
};

/** A domain on the kernel's own pipeline, behind a stand-in for Lambda's Invoke. */
const domain = http({
  domain: 'identity',
  routes: [
    healthRoute('6'),
    outcomesRoute(['admin'], identityOperations, async (tenant, operation, key) => {
      if (key === 'busy') throw new Refusal(common['over-budget'], 'Later.', [], 7);
      return tenant === 'acme' && operation === 'createClient' && key === 'k+1&x' ? receipt : undefined;
    }),
  ],
  deps: { clock, log, codeVersion: '6' },
});
const invoked: unknown[] = [];
const lambda = (failing = false) => ({
  send: async ({ input }: { input: { FunctionName?: string; Payload?: Uint8Array } }) => {
    invoked.push(input.FunctionName);
    if (failing) return { FunctionError: 'Unhandled', Payload: Buffer.from('{"errorMessage":"boom"}') };
    const event = JSON.parse(Buffer.from(input.Payload ?? []).toString('utf8'));
    return { Payload: Buffer.from(JSON.stringify(await domain(event))), ExecutedVersion: '6' };
  },
});
const meta = (failing = false) => {
  const asked = domains(lambda(failing) as never, readFunctions('{"identity":"arn:identity:live"}'));
  const document = readApiDocument(documentText);
  return build({
    clock,
    log,
    codeVersion: '3',
    outcomeScopes: ['ledger:read', 'admin'],
    domains: asked,
    probes: asked,
    releases: async () => () => 4,
    alarmsInAlarm: async () => [],
    documentText,
    document,
  });
};

const call = async (
  routeKey: string,
  {
    method = 'GET',
    path = '/',
    query = '',
    claims = undefined as object | undefined,
    headers = {},
    failing = false,
  } = {},
) => {
  const result = await meta(failing)({
    routeKey,
    rawPath: path,
    rawQueryString: query,
    headers,
    pathParameters: { slug: path.split('/')[2] },
    requestContext: {
      requestId: 'r-1',
      http: { method },
      ...(claims === undefined ? {} : { authorizer: { jwt: { claims: { ...claims } } } }),
    },
  });
  return result;
};
const admin = { tenant: 'acme', client_id: 'cli_1', scope: 'admin' };
const slugOf = (body: string | undefined): string => JSON.parse(body ?? '{}').type;

describe('the default route', () => {
  test('answers 405 with Allow where the path has other methods, in every method', async () => {
    for (const method of ['PUT', 'HEAD', 'OPTIONS', 'TRACE', 'DELETE']) {
      const { statusCode, headers, body } = await call('$default', { method, path: '/v1/clients' });
      expect([statusCode, headers.allow, slugOf(body)]).toEqual([405, 'GET, POST', '/problems/method']);
      expect(headers).toMatchObject({ 'content-type': 'application/problem+json', 'x-request-id': 'r-1' });
    }
  });

  test('answers 404 for any other path, however hostile, and never fails', async () => {
    const hostile = fc.oneof(fc.webPath(), anyText(), fc.constantFrom('/%', '/%2e%2e/', '/..;/', '/\0'));
    await fc.assert(
      fc.asyncProperty(hostile, async (path) => {
        const { statusCode, body } = await call('$default', { method: 'GET', path });
        expect([statusCode, slugOf(body)]).toEqual([404, '/problems/not-found']);
      }),
    );
  });
});

describe('a question to a domain', () => {
  test('reaches it with key and caller whole, and its answer comes back with the request’s id', async () => {
    const query = 'operation=createClient&key=k%2B1%26x';
    const { statusCode, headers, body } = await call('GET /v1/outcomes', {
      path: '/v1/outcomes',
      query,
      claims: admin,
    });
    expect([statusCode, JSON.parse(body ?? '')]).toEqual([
      200,
      {
        operation: 'createClient',
        key: 'k+1&x',
        status: 201,
        body: { name: 'é' },
        at: '2026-11-18T11:06:40.000Z',
      },
    ]);
    expect([headers['content-type'], headers['x-request-id']]).toEqual(['application/json', 'r-1']);
    expect(invoked.at(-1)).toBe('arn:identity:live');
  });

  test.each([
    ['a key that was never used', 'operation=createClient&key=x', admin, 404, 'not-found'],
    ['another tenant’s key', 'operation=createClient&key=k%2B1%26x', { ...admin, tenant: 'globex' }, 404, 'not-found'],
    ['a scope of another domain', 'operation=createClient&key=x', { ...admin, scope: 'ledger:read' }, 403, 'forbidden'],
    ['an operation without keys', 'operation=listClients&key=x', admin, 400, 'query'],
    ['no key', 'operation=createClient', admin, 400, 'query'],
    ['no token', 'operation=createClient&key=x', undefined, 401, 'unauthorized'],
  ])('about %s is refused as the domain refuses it', async (_, query, claims, status, slug) => {
    const { statusCode, headers, body } = await call('GET /v1/outcomes', { path: '/v1/outcomes', query, claims });
    expect([statusCode, slugOf(body)]).toEqual([status, `/problems/${slug}`]);
    expect(headers['content-type']).toBe('application/problem+json');
    expect(JSON.parse(body ?? '').instance).toBe('r-1');
  });

  test('that is to be asked again later says when, as the domain has said it', async () => {
    const query = 'operation=createClient&key=busy';
    const { statusCode, headers } = await call('GET /v1/outcomes', { path: '/v1/outcomes', query, claims: admin });
    expect([statusCode, headers['retry-after'], headers['cache-control']]).toEqual([429, '7', 'no-store']);
  });

  test('that the domain fails to answer is our fault', async () => {
    const query = 'operation=createClient&key=x';
    const { statusCode } = await call('GET /v1/outcomes', {
      path: '/v1/outcomes',
      query,
      claims: admin,
      failing: true,
    });
    expect(statusCode).toBe(503);
  });
});

describe('health', () => {
  test('names the version behind the alias', async () => {
    const { statusCode, body } = await call('GET /v1/health/domains', { path: '/v1/health/domains', claims: admin });
    expect([statusCode, JSON.parse(body ?? '')]).toEqual([
      200,
      { status: 'ok', domains: { identity: { release: 4, version: '6', status: 'ok' } }, alarms: [] },
    ]);
  });

  test('of a crashing domain is degraded', async () => {
    const { body } = await call('GET /v1/health/domains', { path: '/v1/health/domains', failing: true, claims: admin });
    expect(JSON.parse(body ?? '').status).toBe('degraded');
  });
});

test('a problem’s page is HTML, and nothing else may run in it', async () => {
  const { statusCode, headers, body } = await call('GET /problems/{slug}', { path: '/problems/schema' });
  expect([statusCode, headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
  expect(headers['content-security-policy']).toContain("default-src 'none'");
  expect(body).toContain('<h1>Request does not match its schema</h1>');
  expect((await call('GET /problems/{slug}', { path: '/problems/nothing' })).statusCode).toBe(404);
});

test('the root is a page for everybody, with the headers of a page', async () => {
  const { statusCode, headers, body } = await call('GET /');
  expect([statusCode, headers['content-type'], headers['x-content-type-options']]).toEqual([
    200,
    'text/html; charset=utf-8',
    'nosniff',
  ]);
  expect(headers['content-security-policy']).toContain("default-src 'none'");
  expect(body).toContain('/v1/openapi.json');
  expect((await call('$default', { method: 'POST' })).statusCode).toBe(405);
});
