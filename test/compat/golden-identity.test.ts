import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { provisionTenant } from '../../functions/identity/handlers/provision-tenant.ts';
import { keyRings } from '../../functions/identity/store/commit/key-rings.ts';
import { findClient } from '../../functions/identity/store/queries/clients.ts';
import { type Engine, startDynamo } from '../support/dynamo.ts';
import { type IdentityBench, startIdentity } from '../support/identity-bench.ts';
import { fromTomorrow, keptReleases, keyOf, putAll, readGolden, scan } from './golden.ts';
import { identityOver } from './identity-http.ts';
import { type IdentityGolden, ROOT } from './record-identity.ts';

const VARIANTS = keptReleases().flatMap((release) => [
  { release, later: false, how: 'as it was' },
  { release, later: true, how: 'with attributes of a later release beside' },
]);

describe.each(VARIANTS)('what release $release of identity left behind, $how,', ({ release, later }) => {
  const golden = readGolden<IdentityGolden>(release, 'identity');
  let engine: Engine;
  let bench: IdentityBench;
  let over: ReturnType<typeof identityOver>;
  beforeAll(async () => {
    engine = await startDynamo();
    bench = await startIdentity(engine);
    await putAll(bench.dynamo, bench.table, later ? golden.items.map(fromTomorrow) : golden.items);
    bench.time.now = golden.now + 1_000;
    over = identityOver(bench.deps, golden.root.clientId);
  });
  afterAll(async () => {
    await bench.stop();
    await engine.stop();
  });

  test('is answered as it was: every keyed answer byte for byte, its secret included', async () => {
    for (const { routeKey, asked, answer } of golden.writes) {
      const { status, text, replayed } = await over.call(routeKey, asked);
      expect([asked.key, status, text, replayed]).toEqual([asked.key, answer.status, answer.text, true]);
    }
    expect((await scan(bench.dynamo, bench.table)).map(keyOf)).toEqual(golden.items.map(keyOf));
  });

  test('is read as it was: clients, outcomes, signing keys', async () => {
    for (const { routeKey, asked, answer } of golden.reads) {
      const { status, text } = await over.call(routeKey, asked);
      expect([routeKey, status]).toEqual([routeKey, answer.status]);
      expect(JSON.parse(text)).toMatchObject(JSON.parse(answer.text));
    }
    expect(await keyRings(bench.dynamo, bench.table).read()).toEqual(golden.ring);
  });

  test('opens doors as it did: old secrets get tokens, deleted clients none', async () => {
    for (const { id, secret } of golden.good) {
      const { status } = await over.token(id, secret);
      expect([id, status]).toEqual([id, 200]);
    }
    expect((await over.token(golden.gone.id, golden.gone.secret)).status).toBe(401);
    // By the request of its time: later releases know scopes that it did not ask for.
    const scopes = (await findClient(bench.deps, golden.root.clientId))?.scopes ?? [];
    const again = await provisionTenant(bench.deps, { ...ROOT, scopes: [...scopes] }, Number.MAX_SAFE_INTEGER);
    expect(again).toMatchObject(golden.root);
  });
});
