import { type Call, type Route, route } from '../../../kernel/core/call.ts';
import { Refusal } from '../../../kernel/core/problem.ts';
import { ulid } from '../../../kernel/values/ids.ts';
import { createClient } from '../../contract/api.ts';
import { identityProblems } from '../../contract/problems.ts';
import { CLIENTS_MAX, type Client } from '../../model/client.ts';
import { assertGrantable, assertListed } from '../../model/grantable.ts';
import { hashSecret } from '../../model/secret-hash.ts';
import { creating } from '../../store/commit/client-changes.ts';
import { takingRoom } from '../../store/commit/client-room.ts';
import type { IdentityDeps } from '../deps.ts';
import { answerWithSecret } from './secret-answer.ts';

const newClient = ({ clock, random }: IdentityDeps, { caller, body }: Call<typeof createClient>): Client => ({
  id: ulid('cli_', clock, random),
  tenant: caller.tenant,
  name: body.name,
  scopes: body.scopes,
  createdAt: clock.now(),
});

const full = (): Refusal =>
  new Refusal(identityProblems['client-limit'], `A tenant has at most ${CLIENTS_MAX} clients.`);

/** `POST /v1/clients`: one transaction writes client, directory and receipt; the secret goes into the answer alone. */
export const createClientRoute = (deps: IdentityDeps): Route<typeof createClient> =>
  route(createClient, (call) =>
    answerWithSecret(deps, call, async (secret) => {
      assertListed(deps.scopes, call.body.scopes);
      assertGrantable(call.caller, call.body.scopes);
      const client = newClient(deps, call);
      const room = await takingRoom(deps, client.tenant);
      if (room === undefined) throw full();
      const hash = await hashSecret(deps.scrypt, secret, deps.random.bytes(16));
      return { status: 201, client, actions: [...creating(deps.table, client, hash), room] };
    }),
  );
