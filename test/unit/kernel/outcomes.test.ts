import { describe, expect, test } from '@jest/globals';
import { http } from '../../../functions/kernel/http/http.ts';
import { healthRoute, outcomesRoute } from '../../../functions/kernel/http/outcomes.ts';
import type { Receipt } from '../../../functions/kernel/idempotency/receipt.ts';
import { clockOf } from '../../support/clock.ts';
import { eventOf, pay, read } from './support/http-rig.ts';
import { recordingLog } from './support/recording-log.ts';

const receipt: Receipt = {
  id: 'x',
  operation: 'pay',
  key: 'k 1',
  fingerprint: 'f',
  status: 422,
  body: '{"type":"/problems/insufficient-funds"}',
  at: 1_763_800_000_000,
  actor: 'cli_1',
  requestId: 'req',
  codeVersion: '1',
  format: 1,
};

const rig = (found: Receipt | undefined) => {
  const asked: unknown[] = [];
  const routes = [
    outcomesRoute(['ledger:read'], [pay, read], async (...of) => {
      asked.push(of);
      return found;
    }),
    healthRoute('12'),
  ];
  const clock = clockOf(() => 0);
  const handler = http({ domain: 'test', routes, deps: { clock, log: recordingLog(), codeVersion: '12' } });
  const ask = async (query: string, scope = 'ledger:read') => {
    const claims = { tenant: 'acme', client_id: 'c', scope };
    const answer = await handler(eventOf({ routeKey: 'GET /v1/outcomes', query, claims }));
    return { status: answer.statusCode, body: JSON.parse(answer.body ?? 'null') };
  };
  return { ask, asked, handler };
};

describe('what became of a key', () => {
  test('is told with the first status and body, refusals included', async () => {
    const { ask, asked } = rig(receipt);
    expect(await ask('operation=pay&key=k-1')).toEqual({
      status: 200,
      body: {
        operation: 'pay',
        key: 'k-1',
        status: 422,
        body: { type: '/problems/insufficient-funds' },
        at: '2025-11-22T08:26:40.000Z',
      },
    });
    expect(asked).toEqual([['acme', 'pay', 'k-1']]);
  });

  test('may be an answer without a body', async () => {
    const { body } = await rig({ ...receipt, status: 204, body: '' }).ask('operation=pay&key=k-1');
    expect(body).toMatchObject({ status: 204, body: null });
  });

  test('is 404 where the key was never used', async () => {
    expect((await rig(undefined).ask('operation=pay&key=k-1')).status).toBe(404);
  });

  test('is not asked for an operation without keys, an unknown one, or a key that cannot be one', async () => {
    const { ask, asked } = rig(receipt);
    for (const query of ['operation=read&key=k', 'operation=other&key=k', 'operation=pay&key=', 'operation=pay']) {
      expect((await ask(query)).status).toBe(400);
    }
    expect(asked).toEqual([]);
  });

  test('takes the read scope of the domain', async () => {
    expect((await rig(receipt).ask('operation=pay&key=k-1', 'ledger:write')).status).toBe(403);
  });
});

test('a domain says that it is there, and in which version', async () => {
  const answer = await rig(undefined).handler(eventOf({ routeKey: 'GET /v1/health', claims: undefined }));
  expect(answer).toMatchObject({ statusCode: 200, body: '{"status":"ok","version":"12"}' });
});
