import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createClientRoute } from '../../../functions/identity/handlers/api/create-client.ts';
import { issueTokenRoute } from '../../../functions/identity/handlers/api/issue-token.ts';
import { rotateClientRoute } from '../../../functions/identity/handlers/api/rotate-client.ts';
import { NOBODY } from '../../../functions/identity/model/secret-hash.ts';
import { findClient } from '../../../functions/identity/store/queries/clients.ts';
import type { Caller } from '../../../functions/kernel/core/call.ts';
import { type IdentityBench, startIdentity } from '../../support/identity-bench.ts';
import { admin, createCall, later, rotateCall, tokenCall } from '../../support/identity-calls.ts';
import { onEachEngine } from '../../support/on-each-engine.ts';
import { SCOPES } from '../../support/scopes.ts';
import { bodyOf, clientCalls, READER, slug } from './client-kit.ts';

await onEachEngine((engine) => {
  let bench: IdentityBench;
  beforeAll(async () => {
    bench = await startIdentity(engine);
  });
  afterAll(() => bench.stop());

  const acme = admin('acme', 'cli_root');
  const { create, rotate, remove, made } = clientCalls(() => bench);

  describe('a token of an earlier secret', () => {
    /** The caller that a token says, as the gateway proves it. */
    const callerWith = async (id: string, secret: string): Promise<Caller> => {
      const form = { grant_type: 'client_credentials', client_id: id, client_secret: secret };
      const { body } = await issueTokenRoute(bench.deps).handle(tokenCall(form));
      const token = (body as { readonly access_token: string }).access_token;
      const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
      return { ...admin(claims.tenant, claims.sub), generation: claims.client_generation, tokenId: claims.jti };
    };
    const ADMIN = { name: 'Admin', scopes: [...SCOPES] };
    const madeAdmin = async (key: string) => bodyOf(await create(acme, key, ADMIN));
    const refusedAll = async (token: Caller, key: string, id: string) => {
      const { id: other } = await made(acme, `${key}-other`);
      return Promise.all([
        slug(create(token, `${key}-1`)),
        slug(rotate(token, `${key}-2`, id)),
        slug(rotate(token, `${key}-3`, other)),
        slug(remove(token, id)),
        slug(remove(token, other)),
      ]);
    };
    const SUPERSEDED = Array.from({ length: 5 }, () => 'secret-rotated');

    test('makes, rotates and deletes nothing from the rotation on, with and without an overlap', async () => {
      for (const [key, body] of [
        ['g-1', undefined],
        ['g-2', { overlapSeconds: 600 }],
      ] as const) {
        const { id, secret } = await madeAdmin(key);
        const thief = await callerWith(id, secret);
        const next = bodyOf(await rotate(acme, `${key}-r`, id, body));
        expect(await refusedAll(thief, key, id)).toEqual(SUPERSEDED);
        // The owner is not locked out, and the new secret's token does all of it.
        expect((await create(await callerWith(id, next.secret), `${key}-owner`)).status).toBe(201);
      }
    });

    test('that is got during the overlap manages nothing either', async () => {
      const { id, secret } = await madeAdmin('g-3');
      const next = bodyOf(await rotate(acme, 'g-3r', id, { overlapSeconds: 600 }));
      expect(await refusedAll(await callerWith(id, secret), 'g-3', id)).toEqual(SUPERSEDED);
      expect(await slug(rotate(await callerWith(id, next.secret), 'g-3s', id))).toBe('not refused');
    });

    test('that says no generation, of a release before, counts as of the first secret', async () => {
      const { id } = await madeAdmin('g-4');
      expect((await create(admin('acme', id), 'g-4a')).status).toBe(201);
      await rotate(acme, 'g-4r', id);
      expect(await slug(create(admin('acme', id), 'g-4b'))).toBe('secret-rotated');
    });

    test('is refused where the rotation comes between its look and its change', async () => {
      const { id, secret } = await madeAdmin('g-5');
      const thief = await callerWith(id, secret);
      let turned = false;
      let rotations = 0;
      const between = {
        send: async (command: object) => {
          if (!turned && command.constructor.name === 'TransactWriteItemsCommand') {
            turned = true;
            rotations += 1;
            await rotate(acme, `g-5r${rotations}`, id);
          }
          return bench.dynamo.send(command as never);
        },
      } as typeof bench.deps.dynamo;
      const route = createClientRoute({ ...bench.deps, dynamo: between });
      expect(await slug(route.handle(createCall(thief, 'g-5c', READER)))).toBe('secret-rotated');
      const own = rotateClientRoute({ ...bench.deps, dynamo: between });
      turned = false;
      const owner = later(admin('acme', id), 2);
      expect(await slug(own.handle(rotateCall(owner, 'g-5d', id)))).toBe('secret-rotated');
    });

    test('rotates no client that is deleted between its look and its change: a tombstone gets no secret', async () => {
      const { id } = await madeAdmin('g-7');
      let deleted = false;
      const between = {
        send: async (command: object) => {
          if (!deleted && command.constructor.name === 'TransactWriteItemsCommand') {
            deleted = true;
            await remove(acme, id);
          }
          return bench.dynamo.send(command as never);
        },
      } as typeof bench.deps.dynamo;
      const route = rotateClientRoute({ ...bench.deps, dynamo: between });
      expect(await slug(route.handle(rotateCall(acme, 'g-7r', id)))).toBe('not-found');
      const item = await findClient(bench.deps, id);
      expect([item?.generation, item?.hash.digest]).toEqual([1, NOBODY.digest]);
    });

    test('learns no secret by asking again, but for the very token that rotated its own client', async () => {
      const { id, secret } = await madeAdmin('g-6');
      const [owner, thief] = [await callerWith(id, secret), await callerWith(id, secret)];
      const child = await create(owner, 'g-6c');
      const first = await rotate(owner, 'g-6r', id);
      expect((await rotate(owner, 'g-6r', id)).body).toBe(first.body);
      expect(await slug(rotate(thief, 'g-6r', id))).toBe('secret-rotated');
      expect(await slug(create(owner, 'g-6c'))).toBe('secret-rotated');
      const now = later(admin('acme', id), 2);
      expect((await create(now, 'g-6c')).body).toBe(child.body);
    });
  });
});
