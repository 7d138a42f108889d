import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { identityOperations } from '../../../functions/identity/contract/api.ts';
import { issueTokenRoute } from '../../../functions/identity/handlers/api/issue-token.ts';
import { CLIENTS_MAX } from '../../../functions/identity/model/client.ts';
import type { Caller } from '../../../functions/kernel/core/call.ts';
import type { Operation } from '../../../functions/kernel/core/operation.ts';
import { type IdentityBench, startIdentity } from '../../support/identity-bench.ts';
import { admin, tokenCall } from '../../support/identity-calls.ts';
import { onEachEngine } from '../../support/on-each-engine.ts';
import { changes, tableState } from '../../support/table-state.ts';
import { clientCalls, READER, slug } from './client-kit.ts';

/** Who asks, and whom it is about; each of them is made before each test. */
interface Cast {
  readonly id: string;
  readonly wide: string;
  readonly deleted: Caller;
  readonly superseded: Caller;
  readonly key: string;
}

await onEachEngine((engine) => {
  let bench: IdentityBench;
  beforeAll(async () => {
    bench = await startIdentity(engine);
    for (let number = 0; number < CLIENTS_MAX; number += 1) await create(full, `full-${number}`);
  }, 60_000);
  afterAll(() => bench.stop());

  const acme = admin('acme', 'cli_root');
  const globex = admin('globex', 'cli_root');
  const full = admin('full', 'cli_root');
  const narrow = admin('acme', 'cli_root', ['admin']);
  const WIDE = { name: 'Wide', scopes: ['ledger:write' as const] };
  const { create, rotate, remove, made } = clientCalls(() => bench);
  const refused = (id: string, secret: string, more: object = {}) =>
    issueTokenRoute(bench.deps)
      .handle(tokenCall({ grant_type: 'client_credentials', client_id: id, client_secret: secret, ...more }))
      .then(({ status }) => String(status));

  const WAYS: readonly (readonly [operation: string, problem: string, ask: (cast: Cast) => Promise<string>])[] = [
    ['createClient', 'scope-not-granted', ({ key }) => slug(create(narrow, key, WIDE))],
    ['createClient', 'client-deleted', ({ deleted, key }) => slug(create(deleted, key))],
    ['createClient', 'secret-rotated', ({ superseded, key }) => slug(create(superseded, key))],
    [
      'createClient',
      'idempotency-key-reused',
      ({ key }) => slug(create(acme, `${key}-made`, { ...READER, name: 'O' })),
    ],
    ['createClient', 'client-limit', ({ key }) => slug(create(full, key))],
    ['rotateClient', 'scope-not-granted', ({ wide, key }) => slug(rotate(narrow, key, wide))],
    ['rotateClient', 'client-deleted', ({ deleted, id, key }) => slug(rotate(deleted, key, id))],
    ['rotateClient', 'secret-rotated', ({ superseded, id, key }) => slug(rotate(superseded, key, id))],
    ['rotateClient', 'secret-rotated', ({ superseded, key }) => slug(rotate(superseded, key, superseded.clientId))],
    ['rotateClient', 'not-found', ({ id, key }) => slug(rotate(globex, key, id))],
    ['rotateClient', 'not-found', ({ deleted, key }) => slug(rotate(acme, key, deleted.clientId))],
    ['deleteClient', 'client-deleted', ({ deleted, id }) => slug(remove(deleted, id))],
    ['deleteClient', 'secret-rotated', ({ superseded, id }) => slug(remove(superseded, id))],
    ['deleteClient', 'secret-rotated', ({ superseded }) => slug(remove(superseded, superseded.clientId))],
    ['deleteClient', 'not-found', ({ id }) => slug(remove(globex, id))],
    ['deleteClient', 'not-found', ({ deleted }) => slug(remove(acme, deleted.clientId))],
    ['issueToken', '400', ({ id }) => refused(id, 'x', { grant_type: 'password' })],
  ];

  const cast = async (key: string): Promise<Cast> => {
    const [one, wide, gone, turned] = [
      await made(acme, `${key}-made`),
      await create(acme, `${key}-wide`, WIDE),
      await made(acme, `${key}-gone`),
      await made(acme, `${key}-turned`),
    ];
    await remove(acme, gone.id);
    await rotate(acme, `${key}-turn`, turned.id);
    const { id } = JSON.parse(String(wide.body));
    return { key, id: one.id, wide: id, deleted: admin('acme', gone.id), superseded: admin('acme', turned.id) };
  };

  describe('a call that identity refuses', () => {
    let count = 0;

    test('is tried here for every refusal that an operation of the contract declares', () => {
      const tried = new Set(WAYS.map(([operation, problem]) => `${operation} ${problem}`));
      const writing = (identityOperations as readonly Operation[]).filter(({ method }) => method !== 'GET');
      const declared = writing.flatMap(({ operationId, problems }) =>
        problems.map(({ slug: problem }) => `${operationId} ${problem}`),
      );
      // What a tenant in debt is refused is asked of the store for nothing: test/unit/kernel/what-is-charged.test.ts.
      const elsewhere = ['conflict', 'over-budget'];
      expect(declared.filter((one) => !tried.has(one) && !elsewhere.includes(one.split(' ')[1] ?? ''))).toEqual([]);
    });

    test.each(WAYS)('%s with %s changes nothing at all', async (_, problem, ask) => {
      count += 1;
      const who = await cast(`way-${count}`);
      const before = await tableState(bench.dynamo, bench.table);
      expect(await ask(who)).toBe(problem);
      expect(changes(before, await tableState(bench.dynamo, bench.table))).toEqual({
        made: [],
        changed: [],
        removed: [],
      });
    });

    test('for a wrong secret changes nothing but the counter of failures', async () => {
      const { id } = await cast('guess');
      const before = await tableState(bench.dynamo, bench.table);
      expect([await refused(id, 'guess'), await refused('cli_nobody', 'guess')]).toEqual(['401', '401']);
      const { made: counters, ...rest } = changes(before, await tableState(bench.dynamo, bench.table));
      expect(rest).toEqual({ changed: [], removed: [] });
      expect(counters.map((name) => name.split('#')[0])).toEqual(['@attempts', '@attempts']);
    });
  });
});
