import { describe, expect, test } from '@jest/globals';
import { identity } from '../../../functions/identity/contract/domain.ts';
import type { DomainAnswer } from '../../../functions/kernel/aws/domain-answer.ts';
import type { Question } from '../../../functions/kernel/aws/domain-call.ts';
import type { Call } from '../../../functions/kernel/core/call.ts';
import type { Operation } from '../../../functions/kernel/core/operation.ts';
import { Refusal } from '../../../functions/kernel/core/problem.ts';
import { meta } from '../../../functions/meta/contract/domain.ts';
import { documentRoute } from '../../../functions/meta/handlers/api/document.ts';
import { healthRoutes } from '../../../functions/meta/handlers/api/health.ts';
import { outcomeRoute } from '../../../functions/meta/handlers/api/outcome.ts';
import { problemRoute } from '../../../functions/meta/handlers/api/problem.ts';
import { unowned } from '../../../functions/meta/handlers/api/unowned.ts';
import type { MetaDeps } from '../../../functions/meta/handlers/deps.ts';
import { readApiDocument } from '../../../functions/meta/model/api-document.ts';
import { readAlarmsInAlarm } from '../../../functions/meta/store/queries/alarms-in-alarm.ts';
import { readReleases } from '../../../functions/meta/store/queries/releases.ts';
import { openapi } from '../../../lib/meta/openapi.ts';
import { clockOf } from '../../support/clock.ts';

const documentText = JSON.stringify(openapi([identity, meta]));
const OK: DomainAnswer = { status: 200, contentType: 'application/json', headers: {}, body: '{}', version: '7' };

interface Asked {
  readonly domain: string;
  readonly question: Question;
}
const NO_NUMBERS: MetaDeps['releases'] = async () => () => null;
const NOTHING_RINGS: MetaDeps['alarmsInAlarm'] = async () => [];
const bench = (
  answer: (domain: string) => DomainAnswer | Error,
  releases = NO_NUMBERS,
  ringing: MetaDeps['alarmsInAlarm'] = NOTHING_RINGS,
) => {
  const asked: Asked[] = [];
  const time = { now: 1_000_000 };
  const domains: MetaDeps['domains'] = {
    names: ['identity', 'ledger'],
    ask: async (domain, question) => {
      asked.push({ domain, question });
      const given = answer(domain);
      if (given instanceof Error) throw given;
      return given;
    },
  };
  const lines: unknown[] = [];
  const write = (...line: readonly unknown[]) => {
    lines.push(line);
  };
  const deps: MetaDeps = {
    log: { info: write, warn: write, error: write },
    codeVersion: '1',
    outcomeScopes: ['ledger:read', 'admin'],
    domains,
    probes: domains,
    releases,
    alarmsInAlarm: ringing,
    clock: clockOf(() => time.now),
    documentText,
    document: readApiDocument(documentText),
  };
  return { asked, time, deps, lines };
};

const caller = { tenant: 'acme', clientId: 'cli_1', scopes: new Set(['admin'] as const) };
const call = <O extends Operation>(change: object): Call<O> =>
  ({ params: {}, query: {}, headers: {}, caller, requestId: 'r-1', ...change }) as unknown as Call<O>;

describe('health', () => {
  /** As the registry has published them. */
  const releases = (published: Readonly<Record<string, string>>) => {
    const Parameters = Object.entries(published).map(([domain, Value]) => ({
      Name: `/folio/releases/${domain}`,
      Value,
    }));
    return readReleases(async (_operation, _input, page) => page.parse({ Parameters }), '/folio/releases');
  };

  test('is ok when every domain answers, with the version that Lambda names and the newest release that has it', async () => {
    const of = (number: number, api: string, relay: string) => ({ number, versions: { api, relay } });
    const ledger = JSON.stringify([of(2, '6', '5'), of(3, '7', '5'), of(4, '7', '6'), of(5, '8', '6')]);
    const { deps } = bench(() => OK, releases({ ledger, webhooks: '[]' }));
    const { status, body } = await healthRoutes(deps)[1].handle(call({}));
    const domains = {
      identity: { release: null, version: '7', status: 'ok' },
      ledger: { release: 4, version: '7', status: 'ok' },
    };
    expect([status, body]).toEqual([200, { status: 'ok', domains, alarms: [] }]);
  });

  test('tells everybody the status and nothing else', async () => {
    const { deps } = bench((domain) => (domain === 'ledger' ? new Error('timed out') : OK));
    const { status, body } = await healthRoutes(deps)[0].handle(call({}));
    expect([status, body]).toEqual([200, { status: 'degraded' }]);
  });

  test('names no release where the releases cannot be read, and says so in the log alone', async () => {
    const { deps, lines } = bench(() => OK, releases({ ledger: '{' }));
    const { body } = await healthRoutes(deps)[1].handle(call({}));
    expect(body).toMatchObject({ status: 'ok', domains: { ledger: { release: null, status: 'ok' } } });
    expect(lines).toHaveLength(1);
  });

  test.each([
    ['does not answer', new Error('timed out'), null],
    ['answers 503', { ...OK, status: 503 }, '7'],
    ['answers no JSON', { ...OK, body: '<' }, null],
  ])('is degraded when a domain %s, and says which', async (_, given, version) => {
    const { deps } = bench((domain) => (domain === 'ledger' ? given : OK));
    const { body } = await healthRoutes(deps)[1].handle(call({}));
    expect(body).toEqual({
      status: 'degraded',
      domains: {
        identity: { release: null, version: '7', status: 'ok' },
        ledger: { release: null, version, status: 'degraded' },
      },
      alarms: [],
    });
  });

  test('names the alarms that ring to admins, those first that ring for longest, and nothing of them to others', async () => {
    const asked: unknown[] = [];
    const alarm = (AlarmName: string, StateUpdatedTimestamp: number) => ({
      AlarmName,
      StateUpdatedTimestamp,
      AlarmDescription: 'It fails. Owner: ledger. Tier: 1. Runbook: docs/runbooks/http-function.md',
      StateValue: 'ALARM',
    });
    const MetricAlarms = [alarm('Folio-B', 1_795_000_060), alarm('Folio-A', 1_795_000_000)];
    const ringing = readAlarmsInAlarm(async (operation, input, page) => {
      asked.push([operation, input]);
      return page.parse({ MetricAlarms });
    }, 'Folio-');
    const { deps, time } = bench(() => OK, NO_NUMBERS, ringing);
    const [open, admins] = healthRoutes(deps);
    const says = 'It fails. Owner: ledger. Tier: 1. Runbook: docs/runbooks/http-function.md';
    expect((await admins.handle(call({}))).body).toMatchObject({
      status: 'ok',
      alarms: [
        { name: 'Folio-A', since: '2026-11-18T11:06:40.000Z', says },
        { name: 'Folio-B', since: '2026-11-18T11:07:40.000Z', says },
      ],
    });
    expect(asked).toEqual([['DescribeAlarms', { AlarmNamePrefix: 'Folio-', StateValue: 'ALARM', MaxRecords: 100 }]]);
    expect((await open.handle(call({}))).body).toEqual({ status: 'ok' });
    await admins.handle(call({}));
    expect(asked).toHaveLength(1);
    time.now += 2_000;
    await admins.handle(call({}));
    expect(asked).toHaveLength(2);
  });

  test('says that it does not know of alarms where they cannot be read', async () => {
    const failing = async () => {
      throw new Error('denied');
    };
    const { deps, lines } = bench(() => OK, NO_NUMBERS, failing);
    expect((await healthRoutes(deps)[1].handle(call({}))).body).toMatchObject({ status: 'ok', alarms: null });
    expect(lines).toHaveLength(1);
  });

  test('asks each domain once for many callers, and again after two seconds', async () => {
    const { deps, asked, time } = bench(() => OK);
    const [, { handle }] = healthRoutes(deps);
    await Promise.all(Array.from({ length: 20 }, () => handle(call({}))));
    expect(asked).toHaveLength(2);
    time.now += 2_000;
    await handle(call({}));
    expect(asked).toHaveLength(4);
  });
});

describe('an outcome', () => {
  test('is asked of the domain that owns the operation, in the name of the caller, and handed on as it is', async () => {
    const answer = { ...OK, status: 404, contentType: 'application/problem+json', body: '{"type":"x"}' };
    const { deps, asked } = bench(() => answer);
    const query = { operation: 'createClient', key: 'k' };
    const reply = await outcomeRoute(deps).handle(call({ query }));
    expect(reply).toEqual({
      status: 404,
      body: '{"type":"x"}',
      headers: { 'content-type': 'application/problem+json' },
    });
    expect(asked).toEqual([
      { domain: 'identity', question: { path: '/v1/outcomes', query, requestId: 'r-1', caller } },
    ]);
  });

  test.each(['nothing', 'listClients', 'getOutcome', '__proto__', 'createclient'])(
    'of %s is refused as query: it takes no keys',
    async (operation) => {
      const { deps, asked } = bench(() => OK);
      const refused = outcomeRoute(deps).handle(call({ query: { operation, key: 'k' } }));
      await expect(refused).rejects.toMatchObject({ problem: { slug: 'query' } });
      expect(asked).toEqual([]);
    },
  );
});

describe('the document', () => {
  const { deps } = bench(() => OK);
  const get = (headers: object) => documentRoute(deps).handle(call({ headers }));

  test('is served as bundled, with a tag that answers 304 to whoever has it', async () => {
    const first = await get({});
    expect([first.status, first.body]).toEqual([200, documentText]);
    const etag = first.headers?.etag ?? '';
    for (const tag of [etag, `W/${etag}`, `"x", ${etag}`, '*']) {
      expect(await get({ 'if-none-match': tag })).toEqual({
        status: 304,
        headers: { ...first.headers, 'content-type': undefined },
      });
    }
    expect((await get({ 'if-none-match': '"other"' })).status).toBe(200);
  });
});

describe('a problem', () => {
  const { deps } = bench(() => OK);
  const get = (slug: string) => problemRoute(deps).handle(call({ params: { slug } }));

  test('has a page', async () => {
    const reply = await get('insufficient-scope-nothing').catch((cause: unknown) => cause);
    expect(reply).toBeInstanceOf(Refusal);
    const page = await get('idempotency-key-reused');
    expect([page.status, page.headers?.['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
    expect(page.body).toContain('Idempotency-Key reused');
  });

  test.each(['constructor', 'to-string', 'toString', '__proto__'])('%s is no problem of ours', async (slug) => {
    await expect(get(slug)).rejects.toMatchObject({ problem: { slug: 'not-found' } });
  });
});

describe('the default route', () => {
  const { deps } = bench(() => OK);
  const answer = (method: string, path: string) => {
    const { refusal, headers } = unowned(deps.document, method, path);
    return [refusal.problem.slug, headers.allow];
  };

  test.each([
    ['DELETE', '/v1/clients', 'method', 'GET, POST'],
    ['HEAD', '/v1/clients', 'method', 'GET, POST'],
    ['OPTIONS', '/v1/clients/x', 'method', 'DELETE'],
    ['GET', '/oauth/token', 'method', 'POST'],
    ['POST', '/problems/schema', 'method', 'GET'],
    ['GET', '/v1/clients', 'not-found', undefined],
    ['GET', '/', 'not-found', undefined],
    ['GET', '/v1/clients/%00%', 'method', 'DELETE'],
    ['GET', '/v1/../oauth/token', 'not-found', undefined],
    ['GET', '', 'not-found', undefined],
  ])('%s %s is %s', (method, path, slug, allow) => {
    expect(answer(method, path)).toEqual([slug, allow]);
  });
});
