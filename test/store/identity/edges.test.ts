import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { provisionTenant } from '../../../functions/identity/handlers/provision-tenant.ts';
import { foundingRing } from '../../../functions/identity/model/key-ring.ts';
import { keyRings } from '../../../functions/identity/store/commit/key-rings.ts';
import { clientKey } from '../../../functions/identity/store/table/keys.ts';
import { type IdentityBench, startIdentity } from '../../support/identity-bench.ts';
import { admin } from '../../support/identity-calls.ts';
import { onEachEngine } from '../../support/on-each-engine.ts';
import { clientCalls } from './client-kit.ts';

await onEachEngine((engine) => {
  let bench: IdentityBench;
  beforeAll(async () => {
    bench = await startIdentity(engine);
  });
  afterAll(() => bench.stop());

  const acme = admin('acme', 'cli_root');
  const { rotate, remove, made, tokenStatus } = clientCalls(() => bench);

  describe('a client that an operator provisions', () => {
    const provision = (clientName: string) =>
      provisionTenant(
        bench.deps,
        { action: 'provision-tenant', tenant: 'acme', clientName, scopes: ['admin'] },
        Number.MAX_SAFE_INTEGER,
      );

    test('has its secret told as current while it opens, through an overlap and not beyond', async () => {
      const { clientId, clientSecret } = await provision('one');
      await rotate(acme, 'e-1', clientId, { overlapSeconds: 60 });
      const seen = async () => [(await provision('one')).current, await tokenStatus(clientId, clientSecret)];
      expect(await seen()).toEqual([true, 200]);
      bench.time.now += 59_999;
      expect(await seen()).toEqual([true, 200]);
      bench.time.now += 1;
      expect(await seen()).toEqual([false, 401]);
    });

    test('is not made again once it was deleted, nor told of as if it were there', async () => {
      const { clientId } = await provision('two');
      await remove(acme, clientId);
      await expect(provision('two')).rejects.toThrow('was deleted');
    });
  });

  describe('a deleted client', () => {
    test('keeps nothing that could prove it again', async () => {
      const { id } = await made(acme, 'e-2');
      await rotate(acme, 'e-2r', id, { overlapSeconds: 600 });
      await remove(acme, id);
      const read = new GetItemCommand({ TableName: bench.table, Key: clientKey(id), ConsistentRead: true });
      const { Item: item = {} } = await bench.dynamo.send(read);
      expect(Object.keys(item)).toContain('deletedAt');
      for (const name of ['digest', 'previous', 'previousUntil', 'rotatedBy'])
        expect(Object.keys(item)).not.toContain(name);
    });
  });

  describe('failed attempts', () => {
    test('of one minute are not those of the next, however late in it they came', async () => {
      const { id } = await made(acme, 'e-3');
      bench.time.now += 60_000 - (bench.time.now % 60_000) + 59_000;
      for (let count = 0; count < 10; count += 1) expect(await tokenStatus(id, 'guess')).toBe(401);
      bench.time.now += 999;
      expect(await tokenStatus(id, 'guess')).toBe(429);
      bench.time.now += 1;
      expect(await tokenStatus(id, 'guess')).toBe(401);
    });
  });

  describe('the key ring', () => {
    test('is written by who has read it last, and by nobody who has read an earlier one', async () => {
      const rings = keyRings(bench.dynamo, bench.table);
      expect(await rings.write(foundingRing('a'), 0)).toBe(true);
      expect(await rings.write(foundingRing('x'), 0)).toBe(false);
      expect(await rings.write(foundingRing('b'), 1)).toBe(true);
      expect(await rings.write(foundingRing('y'), 1)).toBe(false);
      expect(await rings.write(foundingRing('z'), 3)).toBe(false);
      expect(await rings.read()).toEqual({ ring: foundingRing('b'), revision: 2 });
    });
  });
});
