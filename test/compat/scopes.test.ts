import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { provisionTenant } from '../../functions/identity/handlers/provision-tenant.ts';
import type { Scope } from '../../functions/kernel/core/operation.ts';
import { type IdentityBench, startIdentity } from '../support/identity-bench.ts';
import { onEachEngine } from '../support/on-each-engine.ts';
import { SCOPES } from '../support/scopes.ts';
import { identityOver } from './identity-http.ts';

/** A domain that only the later of two releases of identity is deployed beside. */
const LATER: readonly Scope[] = [...SCOPES.filter((scope) => scope !== 'admin'), 'parcels:read', 'admin'];

await onEachEngine((engine) => {
  let bench: IdentityBench;
  let root: { readonly clientId: string; readonly clientSecret: string };
  const over = (scopes: readonly Scope[], codeVersion: string) =>
    identityOver({ ...bench.deps, scopes, codeVersion }, root.clientId, LATER);

  beforeAll(async () => {
    bench = await startIdentity(engine);
    const request = { action: 'provision-tenant', tenant: 'acme', clientName: 'root' } as const;
    const deps = { ...bench.deps, scopes: LATER };
    root = await provisionTenant(deps, { ...request, scopes: [...LATER] }, Number.MAX_SAFE_INTEGER);
  });
  afterAll(() => bench.stop());

  const scopesShown = (text: string): unknown =>
    (JSON.parse(text) as { data: readonly { id: string; scopes: unknown }[] }).data.map(({ scopes }) => scopes);

  test('a client keeps every scope that it was given while identity is rolled back to a release that lists fewer', async () => {
    const [later, earlier] = [over(LATER, '2'), over(SCOPES, '1')];
    const body = { name: 'Parcels', scopes: ['parcels:read', 'ledger:read'] };
    const made = await later.call('POST /v1/clients', { key: 'parcels', body });
    expect(made).toMatchObject({ status: 201 });
    const { id } = JSON.parse(made.text) as { readonly id: string };

    // The earlier release shows it, replays its creation byte for byte, and gives it a new secret.
    expect(scopesShown((await earlier.call('GET /v1/clients', {})).text)).toContainEqual([
      'ledger:read',
      'parcels:read',
    ]);
    expect(await earlier.call('POST /v1/clients', { key: 'parcels', body })).toEqual({ ...made, replayed: true });
    const turned = await earlier.call('POST /v1/clients/{id}/rotate', { params: { id }, key: 'turn', body: {} });
    expect(turned.status).toBe(200);
    const { secret } = JSON.parse(turned.text) as { readonly secret: string };
    expect(JSON.parse((await earlier.token(id, secret)).text)).toMatchObject({ scope: 'ledger:read parcels:read' });

    // And the later one, deployed again, finds nothing missing.
    expect(scopesShown((await later.call('GET /v1/clients', {})).text)).toContainEqual(['ledger:read', 'parcels:read']);
    expect(JSON.parse((await later.token(id, secret)).text)).toMatchObject({ scope: 'ledger:read parcels:read' });
  });

  test('an earlier release grants no scope that it does not list, to new clients and to provisioned ones', async () => {
    const body = { name: 'Parcels too', scopes: ['ledger:read', 'parcels:read'] };
    const refused = await over(SCOPES, '1').call('POST /v1/clients', { key: 'more', body });
    expect(refused.status).toBe(400);
    expect(JSON.parse(refused.text)).toMatchObject({
      type: '/problems/schema',
      errors: [{ pointer: '/scopes/1', detail: expect.stringContaining('"admin"') }],
    });
    const request = { action: 'provision-tenant', tenant: 'globex', clientName: 'root' } as const;
    const deps = { ...bench.deps, scopes: SCOPES };
    const provisioned = provisionTenant(deps, { ...request, scopes: ['parcels:read'] }, Number.MAX_SAFE_INTEGER);
    await expect(provisioned).rejects.toThrow(`There is no scope parcels:read. The scopes are ${SCOPES.join(', ')}.`);
  });

  test('a later release provisions the same client again by the same request, whichever order its scopes have', async () => {
    const request = { action: 'provision-tenant', tenant: 'acme', clientName: 'root' } as const;
    const again = { ...request, scopes: LATER.toReversed() };
    await expect(provisionTenant({ ...bench.deps, scopes: SCOPES }, again, Number.MAX_SAFE_INTEGER)).resolves.toEqual({
      ...root,
      current: true,
    });
  });
});
