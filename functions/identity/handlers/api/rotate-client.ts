import { type Route, route } from '../../../kernel/core/call.ts';
import { rotateClient } from '../../contract/api.ts';
import type { StoredClient } from '../../model/client.ts';
import { assertGrantable } from '../../model/grantable.ts';
import { hashSecret, rehash } from '../../model/secret-hash.ts';
import { type NewSecret, rotating } from '../../store/commit/client-changes.ts';
import type { IdentityDeps } from '../deps.ts';
import { existingClient } from './existing-client.ts';
import { assertInForce } from './in-force.ts';
import { answerWithSecret } from './secret-answer.ts';

/**
 * With an overlap both secrets share a salt, so that testing them stays one run of scrypt. Without one the new secret gets a
 * salt and the present cost.
 */
const newSecret = async (
  deps: IdentityDeps,
  client: StoredClient,
  secret: string,
  overlap: number,
): Promise<NewSecret> =>
  overlap > 0
    ? { hash: await rehash(deps.scrypt, secret, client.hash), previousUntil: deps.clock.now() + overlap * 1000 }
    : { hash: await hashSecret(deps.scrypt, secret, deps.random.bytes(16)), previousUntil: 0 };

/** `POST /v1/clients/{id}/rotate`: a new secret; the old one goes on for the overlap that was asked for. */
export const rotateClientRoute = (deps: IdentityDeps): Route<typeof rotateClient> =>
  route(rotateClient, (call) =>
    answerWithSecret(deps, call, async (secret) => {
      const client = await existingClient(deps, call.caller.tenant, call.params.id);
      const byItself = client.id === call.caller.clientId;
      if (byItself) assertInForce(call.caller, client);
      assertGrantable(call.caller, client.scopes);
      const next = await newSecret(deps, client, secret, call.body?.overlapSeconds ?? 0);
      return {
        status: 200,
        client,
        actions: rotating(deps.table, client, next, byItself ? call.caller.tokenId : undefined),
      };
    }),
  );
