import type { Chance } from '../machine/chance.ts';
import type { Kind } from './mix.ts';
import type { Wanted } from './requests.ts';
import type { World } from './world.ts';

const OVERLAPS = [0, 0, 60, 3_600] as const;
const WRONG = `folio_${'x'.repeat(43)}`;
const SCOPES = ['admin', 'ledger:read', 'ledger:write'] as const;
/** Tokens that were got by a client's first secret, whatever it has by now. */
const FIRST_GENERATION = '1';

/** A token for a secret. */
export const tokenRequest = (id: string, secret: string) => {
  const form = new URLSearchParams({ grant_type: 'client_credentials', client_id: id, client_secret: secret });
  return { to: 'identity-api', route: 'POST /oauth/token', form: form.toString() } as const;
};

/** Requests about clients of a tenant, by each other and by one that an outside issuer knows. */
export class IdentityRequests {
  readonly #chance: Chance;

  constructor(chance: Chance) {
    this.#chance = chance;
  }

  wanted(kind: Kind, tenant: string, world: World): Wanted {
    const chance = this.#chance;
    const ids = world.clients.secrets.of(tenant);
    const [first] = ids;
    if (kind === 'client-create' || first === undefined)
      return { ...this.#by(ids), to: 'identity-api', route: 'POST /v1/clients', body: this.#client() };
    const id = chance.is(60) ? (ids.at(-1) ?? first) : chance.pick(ids);
    if (kind === 'token') return this.#token(id, world.clients.secrets.known(id));
    const about = { to: 'identity-api', params: { id }, ...this.#by(ids) } as const;
    if (kind === 'client-delete') return { ...about, route: 'DELETE /v1/clients/{id}', isUnkeyed: true };
    return { ...about, route: 'POST /v1/clients/{id}/rotate', body: { overlapSeconds: chance.pick(OVERLAPS) } };
  }

  /** Who asks: mostly one that is in no table, else a client that may be gone by now. */
  #by(ids: readonly string[]): Partial<Wanted> {
    const client = ids.length > 0 && this.#chance.is(30) ? this.#chance.pick(ids) : 'cli_outside';
    return { client, claims: { client_generation: FIRST_GENERATION } };
  }

  #client(): object {
    const scopes = SCOPES.slice(0, 1 + this.#chance.below(SCOPES.length));
    return { name: 'A program', scopes };
  }

  #token(id: string, secrets: readonly string[]): Wanted {
    const chance = this.#chance;
    const secret = chance.is(10) ? WRONG : chance.is(60) ? (secrets.at(-1) ?? WRONG) : chance.pick(secrets);
    return { ...tokenRequest(id, secret), isUnkeyed: true };
  }
}
