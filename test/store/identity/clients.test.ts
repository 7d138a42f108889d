import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { deleteClientRoute } from '../../../functions/identity/handlers/api/delete-client.ts';
import { build } from '../../../functions/identity/handlers/api/routes.ts';
import { CLIENTS_MAX } from '../../../functions/identity/model/client.ts';
import { clientsOf, findClient } from '../../../functions/identity/store/queries/clients.ts';
import type { Caller } from '../../../functions/kernel/core/call.ts';
import { callScopedStore } from '../../../functions/kernel/http/call-scoped-store.ts';
import { type IdentityBench, startIdentity } from '../../support/identity-bench.ts';
import { admin, deleteCall, later } from '../../support/identity-calls.ts';
import { onEachEngine } from '../../support/on-each-engine.ts';
import { sentTwice } from '../../support/sent-twice.ts';
import { bodyOf, clientCalls, READER, slug } from './client-kit.ts';

await onEachEngine((engine) => {
  let bench: IdentityBench;
  beforeAll(async () => {
    bench = await startIdentity(engine);
  });
  afterAll(() => bench.stop());

  const count = async (tenant: string): Promise<number> => {
    let [found, after]: [number, string | undefined] = [0, undefined];
    do {
      const page: Awaited<ReturnType<typeof clientsOf>> = await clientsOf(bench.deps, tenant, 100, after);
      found += page.clients.length;
      after = page.next;
    } while (after !== undefined);
    return found;
  };
  const acme = admin('acme', 'cli_root');
  const globex = admin('globex', 'cli_other');
  const { create, rotate, remove, made, tokenStatus } = clientCalls(() => bench);

  describe('creating a client', () => {
    test('answers with a secret that opens, and lists the client without it', async () => {
      const reply = await create(acme, 'c-1', { name: 'Payouts', scopes: ['admin', 'ledger:read'] });
      expect(reply.status).toBe(201);
      const client = bodyOf(reply);
      expect(client).toEqual({
        id: expect.stringMatching(/^cli_[0-9A-HJKMNP-TV-Z]{26}$/),
        name: 'Payouts',
        scopes: ['ledger:read', 'admin'],
        secret: expect.stringMatching(/^folio_.{43}$/),
        createdAt: '2026-11-18T11:06:40.000Z',
      });
      expect(await tokenStatus(client.id, client.secret)).toBe(200);
      const { clients } = await clientsOf(bench.deps, 'acme', 100, undefined);
      const listed = clients.find(({ id }) => id === client.id);
      expect(Object.keys(listed ?? {}).sort()).toEqual(['createdAt', 'id', 'name', 'scopes', 'tenant']);
    });

    test('a repeat answers byte for byte and makes no second client', async () => {
      const first = await create(acme, 'c-2');
      const before = (await clientsOf(bench.deps, 'acme', 100, undefined)).clients.length;
      const again = await create(acme, 'c-2');
      expect([again.status, again.body]).toEqual([first.status, first.body]);
      expect(again.headers).toHaveProperty('idempotency-replayed', 'true');
      expect((await clientsOf(bench.deps, 'acme', 100, undefined)).clients).toHaveLength(before);
    });

    test('many at once with one key make one client, and one answer is not a repeat', async () => {
      const replies = await Promise.all(Array.from({ length: 12 }, () => create(globex, 'race')));
      expect(new Set(replies.map(({ body }) => body)).size).toBe(1);
      expect(replies.filter(({ headers }) => headers?.['idempotency-replayed'] === undefined)).toHaveLength(1);
      expect((await clientsOf(bench.deps, 'globex', 100, undefined)).clients).toHaveLength(1);
    });

    test('the same key for another request is refused, and in another tenant is another client', async () => {
      const mine = await made(acme, 'c-3');
      expect(await slug(create(acme, 'c-3', { ...READER, name: 'Other' }))).toBe('idempotency-key-reused');
      const theirs = await made(globex, 'c-3');
      expect([theirs.id === mine.id, theirs.secret === mine.secret]).toEqual([false, false]);
    });

    test('no scope is granted that the caller’s token lacks, not by a repeat either', async () => {
      const narrow = admin('acme', 'cli_root', ['admin']);
      const wide = { name: 'Wide', scopes: ['ledger:write' as const] };
      expect(await slug(create(narrow, 'c-4', wide))).toBe('scope-not-granted');
      expect((await create(acme, 'c-4', wide)).status).toBe(201);
      expect(await slug(create(narrow, 'c-4', wide))).toBe('scope-not-granted');
    });

    test('no secret is stored anywhere', async () => {
      const { secret } = await made(acme, 'c-5');
      const { Items: items = [] } = await bench.dynamo.send(new ScanCommand({ TableName: bench.table }));
      expect(items.length).toBeGreaterThan(0);
      expect(JSON.stringify(items)).not.toContain(secret.slice('folio_'.length));
      expect(JSON.stringify(items)).not.toContain('folio_');
    });
  });

  describe('the clients of a tenant', () => {
    const many = admin('many', 'cli_many');
    const fill = async (from: number) => {
      for (let made = from; made < CLIENTS_MAX; made += 1) expect((await create(many, `m-${made}`)).status).toBe(201);
    };

    test('are bounded, by what is there: one more is refused, and fits once another is deleted', async () => {
      await fill(0);
      expect(await slug(create(many, 'm-over'))).toBe('client-limit');
      const [newest] = (await clientsOf(bench.deps, 'many', 1, undefined)).clients;
      await remove(many, newest?.id ?? '');
      expect((await create(many, 'm-over')).status).toBe(201);
      expect((await create(globex, 'm-other')).status).toBe(201);
    });

    test('stay bounded when many are made at once', async () => {
      const { clients } = await clientsOf(bench.deps, 'many', 3, undefined);
      for (const { id } of clients) await remove(many, id);
      const asked = Array.from({ length: 8 }, (_, index) => slug(create(many, `m-race-${index}`)));
      const refused = (await Promise.all(asked)).filter((answer) => answer === 'client-limit');
      expect(refused).toHaveLength(5);
      expect(await count('many')).toBe(CLIENTS_MAX);
    });
  });

  describe('rotating a secret', () => {
    test('ends the old secret at once unless an overlap is asked for', async () => {
      const { id, secret } = await made(acme, 'r-1');
      const next = bodyOf(await rotate(acme, 'r-1', id));
      expect(next.secret).not.toBe(secret);
      expect([await tokenStatus(id, secret), await tokenStatus(id, next.secret)]).toEqual([401, 200]);
    });

    test('keeps both for the overlap, and then the new one alone', async () => {
      const { id, secret } = await made(acme, 'r-2');
      const next = bodyOf(await rotate(acme, 'r-2', id, { overlapSeconds: 60 }));
      expect([await tokenStatus(id, secret), await tokenStatus(id, next.secret)]).toEqual([200, 200]);
      bench.time.now += 60_000;
      expect([await tokenStatus(id, secret), await tokenStatus(id, next.secret)]).toEqual([401, 200]);
    });

    test('a rotation without overlap ends an overlap that still runs', async () => {
      const { id, secret } = await made(acme, 'r-3');
      const second = bodyOf(await rotate(acme, 'r-3a', id, { overlapSeconds: 600 }));
      const third = bodyOf(await rotate(acme, 'r-3b', id));
      const statuses = [secret, second.secret, third.secret].map((one) => tokenStatus(id, one));
      expect(await Promise.all(statuses)).toEqual([401, 401, 200]);
    });

    test('a repeat answers byte for byte and rotates no further', async () => {
      const { id } = await made(acme, 'r-4');
      const first = await rotate(acme, 'r-4', id);
      const again = await rotate(acme, 'r-4', id);
      expect([again.status, again.body]).toEqual([first.status, first.body]);
      expect(await tokenStatus(id, bodyOf(again).secret)).toBe(200);
      expect((await findClient(bench.deps, id))?.generation).toBe(2);
    });

    test('takes the scopes of the client: a narrow admin cannot become a wide client', async () => {
      const { id } = await made(acme, 'r-5');
      const narrow = admin('acme', 'cli_root', ['admin']);
      expect(await slug(rotate(narrow, 'r-5', id))).toBe('scope-not-granted');
      expect((await rotate(acme, 'r-5', id)).status).toBe(200);
      expect(await slug(rotate(narrow, 'r-5', id))).toBe('scope-not-granted');
    });

    test('of an unknown or another tenant’s client answers alike', async () => {
      const { id } = await made(globex, 'r-6');
      expect(await slug(rotate(acme, 'r-6', id))).toBe('not-found');
      expect(await slug(rotate(acme, 'r-6', 'cli_00000000000000000000000000'))).toBe('not-found');
    });
  });

  describe('deleting a client', () => {
    test('ends its secrets and its place in the list; deleting it again is 404', async () => {
      const { id, secret } = await made(acme, 'd-1');
      expect(await remove(acme, id)).toEqual({ status: 204 });
      expect(await tokenStatus(id, secret)).toBe(401);
      const { clients } = await clientsOf(bench.deps, 'acme', 100, undefined);
      expect(clients.map((client) => client.id)).not.toContain(id);
      expect(await slug(remove(acme, id))).toBe('not-found');
      expect(await slug(rotate(acme, 'd-1', id))).toBe('not-found');
    });

    test('of another tenant is 404 and changes nothing', async () => {
      const { id, secret } = await made(globex, 'd-2');
      expect(await slug(remove(acme, id))).toBe('not-found');
      expect(await tokenStatus(id, secret)).toBe(200);
    });

    test('takes the power of its tokens that still live: they make, rotate and delete nothing', async () => {
      const doomed = await made(acme, 'd-3');
      const { id } = await made(acme, 'd-3b');
      const ghost = admin('acme', doomed.id);
      await remove(acme, doomed.id);
      expect(await slug(create(ghost, 'd-3c'))).toBe('client-deleted');
      expect(await slug(rotate(ghost, 'd-3d', id))).toBe('client-deleted');
      expect(await slug(remove(ghost, id))).toBe('client-deleted');
    });

    test('that met itself, its answer being lost on the way, is done all the same', async () => {
      const { id, secret } = await made(acme, 'd-5');
      const route = deleteClientRoute({ ...bench.deps, dynamo: sentTwice(bench.dynamo) });
      expect(await route.handle(deleteCall(acme, id))).toEqual({ status: 204 });
      expect(await tokenStatus(id, secret)).toBe(401);
    });

    test('writes nothing for a call that has been answered', async () => {
      const { id, secret } = await made(acme, 'd-6');
      const call = { ...deleteCall(acme, id), answered: AbortSignal.abort() };
      await expect(callScopedStore(bench.deps, deleteClientRoute).handle(call)).rejects.toMatchObject({
        name: 'AbortError',
      });
      expect(await tokenStatus(id, secret)).toBe(200);
    });

    test('a client can rotate and delete itself', async () => {
      const own = await made(acme, 'd-4');
      const self = admin('acme', own.id);
      expect((await rotate(self, 'd-4', own.id)).status).toBe(200);
      expect((await remove(later(self, 2), own.id)).status).toBe(204);
    });
  });

  describe('a secret', () => {
    test('is shown to the client that asked for it alone: another one’s repeat has an empty place for it', async () => {
      const other = admin('acme', 'cli_second');
      const first = await create(acme, 's-1');
      const { id } = bodyOf(first);
      const rotated = await rotate(acme, 's-1r', id);
      for (const [own, others] of [
        [first, await create(other, 's-1')],
        [rotated, await rotate(other, 's-1r', id)],
      ] as const) {
        expect(others.status).toBe(own.status);
        expect(bodyOf(others)).toEqual({ ...bodyOf(own), secret: '' });
      }
      expect((await create(acme, 's-1')).body).toBe(first.body);
    });
  });

  describe('the calls of those who manage clients', () => {
    const ask = async (caller: Caller, routeKey: string, query = '') => {
      const log = { info: () => {}, warn: () => {}, error: () => {} };
      const claims = {
        tenant: caller.tenant,
        client_id: caller.clientId,
        scope: 'admin',
        ...(caller.generation === undefined ? {} : { client_generation: String(caller.generation) }),
      };
      const answer = await build({ ...bench.deps, log })({
        routeKey,
        rawPath: '',
        rawQueryString: query,
        headers: {},
        requestContext: { requestId: 'r', http: { method: 'GET' }, authorizer: { jwt: { claims } } },
      } as never);
      return [answer.statusCode, JSON.parse(answer.body ?? '').type];
    };

    test('refuse a deleted client and an earlier secret at once, lists and outcomes too', async () => {
      const { id } = await made(acme, 'm-1');
      const asked = [
        ['GET /v1/clients', ''],
        ['GET /v1/outcomes', 'operation=createClient&key=m-1'],
      ] as const;
      for (const [routeKey, query] of asked)
        expect(await ask(admin('acme', id), routeKey, query)).toEqual([200, undefined]);
      await rotate(acme, 'm-1r', id);
      for (const [routeKey, query] of asked) {
        expect(await ask(admin('acme', id), routeKey, query)).toEqual([403, '/problems/secret-rotated']);
        expect(await ask(later(admin('acme', id), 2), routeKey, query)).toEqual([200, undefined]);
      }
      await remove(acme, id);
      for (const [routeKey, query] of asked)
        expect(await ask(later(admin('acme', id), 2), routeKey, query)).toEqual([403, '/problems/client-deleted']);
    });
  });

  describe('the list of clients', () => {
    test('runs from the newest to the oldest over its pages, each client once, and shows no other tenant’s', async () => {
      const tenant = admin('initech', 'cli_root');
      const ids: string[] = [];
      for (let count = 0; count < 5; count += 1) {
        bench.time.now += 1000;
        ids.unshift((await made(tenant, `l-${count}`)).id);
      }
      const first = await clientsOf(bench.deps, 'initech', 2, undefined);
      const second = await clientsOf(bench.deps, 'initech', 2, first.next);
      const third = await clientsOf(bench.deps, 'initech', 2, second.next);
      expect([first, second, third].flatMap(({ clients }) => clients.map(({ id }) => id))).toEqual(ids);
      expect([first.next === undefined, second.next === undefined, third.next]).toEqual([false, false, undefined]);
    });
  });
});
