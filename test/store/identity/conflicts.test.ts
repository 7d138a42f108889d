import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { clientsOf } from '../../../functions/identity/store/queries/clients.ts';
import type { Reply } from '../../../functions/kernel/core/call.ts';
import { Refusal } from '../../../functions/kernel/core/problem.ts';
import { type Engine, startConflicting } from '../../support/dynamo.ts';
import { type IdentityBench, startIdentity } from '../../support/identity-bench.ts';
import { admin } from '../../support/identity-calls.ts';
import { bodyOf, clientCalls } from './client-kit.ts';

/** Long enough that calls which begin together meet. */
const TRANSACTION_MS = 10;

/** An answer, or the slug of the refusal. */
const outcome = (reply: Promise<Reply>): Promise<Reply | string> =>
  reply.catch((cause: unknown) => {
    if (cause instanceof Refusal) return cause.problem.slug;
    throw cause;
  });
const race = <T>(count: number, call: (at: number) => Promise<T>) =>
  Promise.all(Array.from({ length: count }, (_, at) => call(at)));
const answered = (outcomes: readonly (Reply | string)[]): readonly Reply[] =>
  outcomes.flatMap((one) => (typeof one === 'string' ? [] : [one]));

describe('clients of a tenant, on a store where transactions conflict', () => {
  let engine: Engine;
  let bench: IdentityBench;
  beforeAll(async () => {
    engine = await startConflicting(TRANSACTION_MS);
    const { deps, ...rest } = await startIdentity(engine);
    const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
    const random = { ...deps.random, fraction: () => Math.random() };
    bench = { ...rest, deps: { ...deps, random, clock: { ...deps.clock, sleep } } };
  });
  afterAll(async () => {
    await bench.stop();
    await engine.stop();
  });
  const { create, rotate, remove, made, tokenStatus } = clientCalls(() => bench);
  const root = admin('acme', 'cli_root');
  const listed = async () => (await clientsOf(bench.deps, 'acme', 100, undefined)).clients.map(({ id }) => id);

  test('are made once by twelve calls with one key, and once each by twelve with keys of their own', async () => {
    const before = (await listed()).length;
    const same = answered(await race(12, () => outcome(create(root, 'one'))));
    expect(new Set(same.map(({ body }) => body)).size).toBe(1);
    const each = await race(12, (at) => outcome(create(root, `each-${at}`)));
    expect(each.every((one) => typeof one !== 'string' || one === 'conflict')).toBe(true);
    const ids = new Set([...same, ...answered(each)].map((reply) => bodyOf(reply).id));
    expect(ids.size).toBe(1 + answered(each).length);
    expect((await listed()).length - before).toBe(ids.size);
  });

  test('get one new secret for each rotation, of which the last alone opens', async () => {
    const { id, secret } = await made(root, 'rotated');
    const rotations = answered(await race(6, (at) => outcome(rotate(root, `rotation-${at}`, id))));
    expect(rotations.length).toBeGreaterThan(0);
    const secrets = [secret, ...rotations.map((reply) => bodyOf(reply).secret as string)];
    expect(new Set(secrets).size).toBe(1 + rotations.length);
    const statuses = [];
    for (const one of secrets) statuses.push(await tokenStatus(id, one));
    expect(statuses.filter((status) => status === 200)).toHaveLength(1);
    expect(statuses[0]).toBe(401);
  });

  test('that are deleted while they are rotated are gone, whichever came first', async () => {
    const { id, secret } = await made(root, 'doomed');
    const [deleted, ...rotations] = await race(5, (at) =>
      outcome(at === 0 ? remove(root, id) : rotate(root, `doomed-${at}`, id)),
    );
    expect(typeof deleted).not.toBe('string');
    for (const one of [secret, ...answered(rotations).map((reply) => bodyOf(reply).secret as string)])
      expect(await tokenStatus(id, one)).toBe(401);
    expect(await listed()).not.toContain(id);
  });
});
