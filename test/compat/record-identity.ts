import { provisionTenant } from '../../functions/identity/handlers/provision-tenant.ts';
import { rotateSigningKey } from '../../functions/identity/handlers/rotate-signing-key.ts';
import { keyRings, type WrittenRing } from '../../functions/identity/store/commit/key-rings.ts';
import type { Engine } from '../support/dynamo.ts';
import { startIdentity } from '../support/identity-bench.ts';
import { SCOPES } from '../support/scopes.ts';
import { type Item, scan } from './golden.ts';
import type { Answered } from './identity-http.ts';
import { type Asked, identityOver } from './identity-http.ts';

export interface IdentityExchange {
  readonly routeKey: string;
  readonly asked: Asked;
  readonly answer: Answered;
}

/** What one release of identity left behind, and what it said. */
export interface IdentityGolden {
  readonly release: number;
  readonly now: number;
  readonly root: { readonly clientId: string; readonly clientSecret: string };
  /** Keyed requests, which are answered the same for ever. */
  readonly writes: readonly IdentityExchange[];
  readonly reads: readonly IdentityExchange[];
  /** Clients that get a token, and one that does not any more. */
  readonly good: readonly { readonly id: string; readonly secret: string }[];
  readonly gone: { readonly id: string; readonly secret: string };
  readonly ring: WrittenRing | undefined;
  readonly items: readonly Item[];
}

export const ROOT = { action: 'provision-tenant', tenant: 'acme', clientName: 'root', scopes: [...SCOPES] } as const;

const idOf = ({ text }: Answered): string => (JSON.parse(text) as { readonly id: string }).id;
const secretOf = ({ text }: Answered): string => (JSON.parse(text) as { readonly secret: string }).secret;

/** What this release of identity writes and says. */
export const recordIdentity = async (release: number, engine: Engine): Promise<IdentityGolden> => {
  const bench = await startIdentity(engine);
  try {
    const deadline = Number.MAX_SAFE_INTEGER;
    const root = await provisionTenant(bench.deps, { ...ROOT, scopes: [...ROOT.scopes] }, deadline);
    const { call, token } = identityOver({ ...bench.deps, codeVersion: String(release) }, root.clientId);
    const [writes, reads]: [IdentityExchange[], IdentityExchange[]] = [[], []];
    const write = async (routeKey: string, asked: Asked): Promise<Answered> => {
      const answer = await call(routeKey, asked);
      writes.push({ routeKey, asked, answer });
      return answer;
    };
    const create = (key: string, name: string) =>
      write('POST /v1/clients', { key, body: { name, scopes: ['ledger:read', 'webhooks:read'] } });
    const robot = await create('robot', 'Robot');
    const turned = await create('turned', 'Turned');
    const rotate = { params: { id: idOf(turned) }, key: 'turn', body: { overlapSeconds: 3600 } };
    const rotated = await write('POST /v1/clients/{id}/rotate', rotate);
    const gone = await create('gone', 'Gone');
    await call('DELETE /v1/clients/{id}', { params: { id: idOf(gone) } });
    await token(idOf(robot), 'a wrong secret');
    await rotateSigningKey(
      {
        clock: bench.deps.clock,
        rings: keyRings(bench.dynamo, bench.table),
        keys: bench.keys,
        foundingKeyId: 'token-1',
      },
      { action: 'rotate-signing-key', keyId: 'token-2' },
    );
    for (const [routeKey, asked] of [
      ['GET /v1/clients', {}],
      ['GET /v1/outcomes', { query: 'operation=createClient&key=robot' }],
    ] as const)
      reads.push({ routeKey, asked, answer: await call(routeKey, asked) });
    return {
      release,
      now: bench.time.now,
      root: { clientId: root.clientId, clientSecret: root.clientSecret },
      writes,
      reads,
      good: [
        { id: root.clientId, secret: root.clientSecret },
        { id: idOf(robot), secret: secretOf(robot) },
        { id: idOf(turned), secret: secretOf(turned) },
        { id: idOf(turned), secret: secretOf(rotated) },
      ],
      gone: { id: idOf(gone), secret: secretOf(gone) },
      ring: await keyRings(bench.dynamo, bench.table).read(),
      items: await scan(bench.dynamo, bench.table),
    };
  } finally {
    await bench.stop();
  }
};
