import { type Call, type Route, route } from '../../kernel/call.ts';
import { ulid } from '../../kernel/ids.ts';
import { createClient } from '../contract/api.ts';
import type { Client } from '../model/client.ts';
import { assertGrantable } from '../model/grantable.ts';
import { hashSecret } from '../model/secret-hash.ts';
import { creating } from '../store/client-changes.ts';
import type { IdentityDeps } from './deps.ts';
import { answerWithSecret } from './secret-answer.ts';

const newClient = ({ clock, chance }: IdentityDeps, { caller, body }: Call<typeof createClient>): Client => ({
  id: ulid('cli_', clock, chance),
  tenant: caller.tenant,
  name: body.name,
  scopes: body.scopes,
  createdAt: clock.now(),
});

/** `POST /v1/clients`: one transaction writes client, directory and receipt; the secret goes into the answer alone. */
export const createClientRoute = (deps: IdentityDeps): Route<typeof createClient> =>
  route(createClient, (call) =>
    answerWithSecret(deps, call, async (secret) => {
      assertGrantable(call.caller, call.body.scopes);
      const client = newClient(deps, call);
      const hash = await hashSecret(secret, deps.chance.bytes(16));
      return { status: 201, client, actions: creating(deps.table, client, hash) };
    }),
  );
