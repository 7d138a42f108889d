import { describe, expect, test } from '@jest/globals';
import { build } from '../../../functions/catalog/handlers/operate/routes.ts';
import type { AskTask } from '../../../functions/catalog/store/queries/tasks.ts';
import { domainCall } from '../../../functions/kernel/aws/domain-call.ts';
import type { Scope } from '../../../functions/kernel/core/operation.ts';
import { clockOf } from '../../support/clock.ts';

const nothing = () => {};
const log = { info: nothing, warn: nothing, error: nothing };
const HOST = 'folio.example';
const EDGE = 'edge.example';

interface Asked {
  readonly act?: 'rollback' | 'unpin' | 'resume';
  readonly body?: unknown;
  readonly scopes?: readonly Scope[];
  readonly headers?: Readonly<Record<string, string>>;
}

/** Calls that change releases, and what the operator was told. */
const operating = (operate: AskTask | undefined) => {
  const told: unknown[] = [];
  const handler = build({
    ...{ clock: clockOf(() => 1_795_000_000_000), log, codeVersion: '1', edgeHost: EDGE },
    operate:
      operate &&
      (async (payload) => {
        told.push(payload);
        return operate(payload);
      }),
  });
  const call = async ({
    act = 'rollback',
    body = { reason: 'it fails' },
    scopes = ['releases:operate'],
    headers = {},
  }: Asked) => {
    const event = domainCall({
      ...{
        method: 'POST',
        path: `/v1/releases/{domain}/${act}`,
        params: { domain: 'ledger' },
        query: {},
        requestId: 'r-1',
      },
      body: JSON.stringify(body),
      caller: { tenant: 'acme', clientId: 'cli_1', scopes: new Set(scopes) },
    });
    const answer = await handler({ ...event, headers: { ...event.headers, host: HOST, ...headers } } as never);
    const { statusCode = 0, body: text = '' } = answer as { readonly statusCode?: number; readonly body?: string };
    return { status: statusCode, body: JSON.parse(text) };
  };
  return { call, told };
};

const done: AskTask = async () => ({ done: true, says: 'ledger is rolled back.' });

describe('a change of a release', () => {
  test.each(['rollback', 'unpin', 'resume'] as const)(
    '%s is told to the operator once, in the name of its client',
    async (act) => {
      const { call, told } = operating(done);
      const { status, body } = await call({ act, body: { reason: 'it fails', incident: 'INC-1' } });
      expect([status, body]).toEqual([200, { domain: 'ledger', state: 'done', says: 'ledger is rolled back.' }]);
      expect(told).toEqual([{ act, domain: 'ledger', actor: 'acme/cli_1', reason: 'it fails', incident: 'INC-1' }]);
    },
  );

  test.each([
    ['without a reason', { body: {} }, 400, 'schema'],
    ['with an empty reason', { body: { reason: '' } }, 400, 'schema'],
    ['with a reason that would be a row of the log', { body: { reason: 'x\n  42  release 7' } }, 400, 'text-control'],
    ['with an incident of two lines', { body: { reason: 'x', incident: 'a\u2028b' } }, 400, 'text-control'],
    ['with more than is asked for', { body: { reason: 'x', actor: 'somebody else' } }, 400, 'schema'],
    ['by who may only look', { scopes: ['catalog:read' as const] }, 403, 'forbidden'],
    ['by a page of another origin', { headers: { origin: 'https://evil.example' } }, 403, 'foreign-origin'],
    ['by a page of another port', { headers: { origin: `https://${HOST}:8443` } }, 403, 'foreign-origin'],
    ['by a page without an origin of its own', { headers: { origin: 'null' } }, 403, 'foreign-origin'],
  ])('is refused, and nobody is told anything: %s', async (_, asked, status, slug) => {
    const { call, told } = operating(done);
    const answer = await call(asked);
    expect([answer.status, answer.body.type, told]).toEqual([status, `/problems/${slug}`, []]);
  });

  test('is taken from the console’s own origin, and from that of the edge before the API', async () => {
    const { call } = operating(done);
    for (const host of [HOST, EDGE]) expect((await call({ headers: { origin: `https://${host}` } })).status).toBe(200);
  });

  test('is refused where the stage has not switched it on, with what to do instead', async () => {
    const { call, told } = operating(undefined);
    const { status, body } = await call({});
    expect([status, body.type, told]).toEqual([409, '/problems/releases-not-operated', []]);
  });

  test('is refused in the operator’s own words, and under way where that has not answered yet', async () => {
    const refused = await operating(async () => ({ done: false, says: 'ledger is rolled back already.' })).call({});
    expect([refused.status, refused.body.type, refused.body.detail]).toEqual([
      409,
      '/problems/release-refused',
      'ledger is rolled back already.',
    ]);
    const late = await operating(async () => undefined).call({});
    expect([late.status, late.body.state]).toEqual([202, 'under-way']);
  });
});
