import { describe, expect, test } from '@jest/globals';
import * as z from 'zod';
import { type Reply, route } from '../../../functions/kernel/core/call.ts';
import { common } from '../../../functions/kernel/core/common-problems.ts';
import { Refusal } from '../../../functions/kernel/core/problem.ts';
import { eventOf, GOOD, pay, problems, rig, token } from './support/http-rig.ts';

const failing = (thrown: unknown) =>
  rig(async () => {
    throw thrown;
  });

const named = (name: string, more: object = {}): Error => Object.assign(new Error('acc_secret'), { name, ...more });

describe('a route handler that throws', () => {
  test('a refusal is answered as its problem', async () => {
    const refusal = new Refusal(problems['insufficient-funds'], 'Not enough.', [
      { pointer: '/amount', detail: 'Less.' },
    ]);
    const { send, log } = failing(refusal);
    const answer = await send({ body: GOOD });
    expect(answer.problem).toEqual({
      type: '/problems/insufficient-funds',
      title: 'Insufficient funds',
      status: 422,
      detail: 'Not enough.',
      instance: 'req-1',
      errors: [{ pointer: '/amount', detail: 'Less.' }],
    });
    expect(log.lines).toHaveLength(1);
  });

  test('a throttled store is a fault of the domain and none of the release', async () => {
    const { send, log } = failing(Object.assign(new Error('slow down'), { name: 'ThrottlingException' }));
    expect((await send({ body: GOOD })).statusCode).toBe(503);
    expect(log.lines[0]?.line).toMatchObject({ faults: 1, throttled: 1 });
    const silent = failing(Object.assign(new Error('no answer'), { name: 'TimeoutError' }));
    await silent.send({ body: GOOD });
    expect(silent.log.lines[0]?.line).not.toHaveProperty('throttled');
  });

  test('a contract that runs out of stack refuses the request, so that no client makes a release look broken', async () => {
    const endless = z.unknown().superRefine(() => {
      throw new RangeError('Maximum call stack size exceeded');
    });
    const routes = [route({ ...pay, body: endless }, async () => ({ status: 201 }))];
    const { send, log } = rig(undefined, { routes });
    const answer = await send({ body: GOOD });
    expect([answer.statusCode, answer.slug]).toEqual([413, 'body-too-large']);
    expect(log.lines[0]?.line.faults).toBe(0);
  });

  test('a conflict says when to come back', async () => {
    const answer = await failing(new Refusal(common.conflict, 'Busy.')).send({ body: GOOD });
    expect([answer.statusCode, answer.slug, answer.headers['retry-after']]).toEqual([409, 'conflict', '1']);
  });

  test('a missing token is told with the scheme that would do', async () => {
    expect((await rig().send({ body: GOOD, claims: undefined })).headers['www-authenticate']).toBe('Bearer');
  });

  test.each([
    ['throttling', named('ThrottlingException')],
    ['throughput', named('ProvisionedThroughputExceededException')],
    ['a timeout', named('TimeoutError')],
    ['a server fault', named('Whatever', { $fault: 'server' })],
    ['a refused connection', named('Error', { code: 'ECONNREFUSED' })],
    ['a cut connection', named('Error', { code: 'ECONNRESET' })],
    [
      'a throttled transaction',
      named('TransactionCanceledException', { CancellationReasons: [{ Code: 'ThrottlingError' }] }),
    ],
  ])('%s of the store is 503 with Retry-After', async (_name, error) => {
    const { send, log } = failing(error);
    const answer = await send({ body: GOOD });
    expect([answer.statusCode, answer.slug, answer.headers['retry-after']]).toEqual([503, 'unavailable', '2']);
    expect(JSON.stringify(answer)).not.toContain('acc_secret');
    expect(log.lines.map(({ level }) => level)).toEqual(['info', 'error']);
    expect(log.lines[0]?.line.faults).toBe(1);
  });

  test('a transaction that only met others is 409', async () => {
    const reasons = [{ Code: 'None' }, { Code: 'TransactionConflict' }];
    const answer = await failing(named('TransactionCanceledException', { CancellationReasons: reasons })).send({
      body: GOOD,
    });
    expect([answer.statusCode, answer.slug]).toEqual([409, 'conflict']);
  });

  test.each([
    ['a defect', new TypeError('acc_secret')],
    ['a failed condition that nobody expected', named('ConditionalCheckFailedException', { $fault: 'client' })],
    [
      'a cancelled transaction of another kind',
      named('TransactionCanceledException', { CancellationReasons: [{ Code: 'ConditionalCheckFailed' }] }),
    ],
    ['something that is no error', 'acc_secret'],
    ['nothing', undefined],
  ])('%s is 500 without its cause', async (_name, thrown) => {
    const { send, log } = failing(thrown);
    const answer = await send({ body: GOOD });
    expect([answer.statusCode, answer.slug]).toEqual([500, 'internal']);
    expect(JSON.stringify(answer)).not.toContain('acc_secret');
    expect(log.lines[1]).toMatchObject({ level: 'error', error: thrown });
  });

  test('our own fault is a problem document even where the route has its own form of refusals', async () => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const answer = await rig().send({ operation: token, body: 'grant_type=broken', headers });
    expect([answer.statusCode, answer.slug]).toEqual([500, 'internal']);
  });

  test('a story that does not end is answered 503 before Lambda cuts it off', async () => {
    const { handler } = rig(() => new Promise<Reply>(() => {}));
    const answer = await handler(eventOf({ body: GOOD }), { getRemainingTimeInMillis: () => 210 });
    expect(answer.statusCode).toBe(503);
    expect(answer.headers['retry-after']).toBe('2');
  });
});
