import { describe, expect, test } from '@jest/globals';
import type { Context } from 'aws-lambda';
import { build } from '../../../functions/registry/handlers/prober.ts';
import type { Invoke, Invoked } from '../../../functions/registry/store/invoke.ts';
import { clockOf } from '../../support/clock.ts';

const context = { getRemainingTimeInMillis: () => 10_000 } as Context;
const API = 'Folio-Ledger-ServiceApiFunctionA87714D8-1A2B3C4D5E6F';
const RELAY = 'Folio-Ledger-ServiceRelayFunctionB9E5A1F2-1A2B3C4D5E6F';
const SWEEP = 'Folio-Ledger-ServiceSweepHoldsFunction5C1D-1A2B3C4D5E6F';
const PROBED = [
  { name: 'Folio-Ledger*-ServiceApiFunctionA87714*', probe: 'health' },
  { name: 'Folio-Ledger*-ServiceRelayFunctionB9E5*', probe: 'batch' },
  { name: 'Folio-Ledger*-ServiceSweepHoldsFunct*', probe: 'task' },
] as const;

const well: Invoked = { executedVersion: '7', failed: false, payload: '{"statusCode":200}' };

const prober = (answer: Invoked | Error = well) => {
  const asked: (readonly [string, string, unknown])[] = [];
  const invoke: Invoke = async (...call) => {
    asked.push(call);
    if (answer instanceof Error) throw answer;
    return answer;
  };
  const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const clock = clockOf(() => 0);
  const run = build({ clock, log: quiet, probed: [...PROBED], invoke });
  return { asked, ask: (request: object) => run(request, context) };
};

describe('the prober', () => {
  test('asks an API for its health, in nobody’s name, at the alias or at a version, and tells which version that was', async () => {
    const { asked, ask } = prober();
    for (const qualifier of ['live', '12'])
      expect(await ask({ function: API, qualifier, probe: 'health' })).toEqual({ executedVersion: '7' });
    expect(asked.map(([name, qualifier]) => [name, qualifier])).toEqual([
      [API, 'live'],
      [API, '12'],
    ]);
    for (const [, , payload] of asked)
      expect(payload).toMatchObject({
        routeKey: 'GET /v1/health',
        requestContext: { authorizer: { jwt: { claims: {}, scopes: [] } } },
      });
  });

  test('asks what takes batches by one without records', async () => {
    const { asked, ask } = prober({ ...well, payload: '{"batchItemFailures":[]}' });
    expect(await ask({ function: RELAY, qualifier: 'live', probe: 'batch' })).toEqual({ executedVersion: '7' });
    expect(asked).toEqual([[RELAY, 'live', { Records: [] }]]);
  });

  test.each([
    ['batch', RELAY, { Records: [] }, '{"batchItemFailures":[]}', '{"batchItemFailures":[{"itemIdentifier":"1"}]}'],
    ['task', SWEEP, { folio: 'release-probe' }, '{"folio":"well"}', '{"posted":3}'],
  ])('takes the right answer of a %s only', async (probe, name, question, right, wrong) => {
    const good = prober({ ...well, payload: right });
    expect(await good.ask({ function: name, qualifier: '3', probe })).toEqual({ executedVersion: '7' });
    expect(good.asked).toEqual([[name, '3', question]]);
    for (const payload of [wrong, 'null', 'not JSON', '{}'])
      expect(await prober({ ...well, payload }).ask({ function: name, qualifier: '3', probe })).toEqual({
        executedVersion: '7',
        complaint: `it answers ${payload} to an empty question`,
      });
  });

  test.each([
    [
      'a failure, by the first line of its error',
      { ...well, failed: true, payload: '{"errorType":"RangeError","errorMessage":"no\\nstack"}' },
      { executedVersion: '7', complaint: 'it failed: RangeError: no', threw: true },
    ],
    [
      'a crash that leaves no error',
      { ...well, failed: true, payload: '' },
      { executedVersion: '7', complaint: 'it failed: Error', threw: true },
    ],
    [
      'an API that answers no HTTP',
      { ...well, payload: 'null' },
      { executedVersion: '7', complaint: 'its health is no HTTP answer' },
    ],
    [
      'an API that is not well',
      { ...well, payload: '{"statusCode":503}' },
      { executedVersion: '7', complaint: 'its health is 503' },
    ],
    [
      'a call that Lambda did not take',
      Object.assign(new Error('slow down'), { name: 'TooManyRequestsException' }),
      { executedVersion: '', complaint: 'it could not be asked (TooManyRequestsException)' },
    ],
    [
      'a version that loads for ever',
      Object.assign(new Error('socket hang up'), { name: 'TimeoutError' }),
      { executedVersion: '', complaint: 'it did not answer in time' },
    ],
  ])('says what is wrong: %s', async (_what, answer, told) => {
    expect(await prober(answer).ask({ function: API, qualifier: 'live', probe: 'health' })).toEqual(told);
  });

  const good = { function: API, qualifier: 'live', probe: 'health' };
  test.each<readonly [string, object]>([
    ['a function that it is not told of', { ...good, function: 'Folio-Identity-ServiceProvisionFunction1A2B-X' }],
    [
      'the task that relays again',
      { ...good, function: 'Folio-Ledger-ServiceRepublishFunction1A2B3C4D-X', probe: 'batch' },
    ],
    ['one of another stage', { ...good, function: `dev-${API}` }],
    ['a name with something before or after it', { ...good, function: `${API}:3` }],
    ['an ARN', { ...good, function: `arn:aws:lambda:eu-central-1:1:function:${API}` }],
    ['an API with what is for batches', { ...good, probe: 'batch' }],
    ['the unpublished code', { ...good, qualifier: '$LATEST' }],
    ['another alias', { ...good, qualifier: 'mine' }],
    ['anything with a payload of the caller’s', { ...good, payload: { rawPath: '/v1/transactions' } }],
  ])('never asks %s', async (_what, request) => {
    const { asked, ask } = prober();
    await expect(ask(request)).rejects.toThrow();
    expect(asked).toEqual([]);
  });
});
