import { type Call, type Reply, type Route, route } from '../../kernel/call.ts';
import { rotateClient } from '../contract/api.ts';
import { clientView, type StoredClient } from '../model/client.ts';
import { assertGrantable } from '../model/grantable.ts';
import { hashSecret, rehash } from '../model/secret-hash.ts';
import type { NewSecret } from '../store/clients.ts';
import type { IdentityDeps } from './deps.ts';
import { noSuchClient } from './refused.ts';
import { answerTo, earlierAnswer, firstAnswer, receiptOf, secretOf } from './secret-answer.ts';
import { settled } from './settled.ts';

/**
 * With an overlap both secrets share a salt, so that testing them stays one run of scrypt; without one the new secret gets a
 * salt and the present cost.
 */
const newSecret = async (
  deps: IdentityDeps,
  client: StoredClient,
  secret: string,
  overlap: number,
): Promise<NewSecret> =>
  overlap > 0
    ? { hash: await rehash(secret, client.hash), previousUntil: deps.clock.now() + overlap * 1000 }
    : { hash: await hashSecret(secret, deps.chance.bytes(16)), previousUntil: 0 };

const rotate = async (deps: IdentityDeps, call: Call<typeof rotateClient>): Promise<Reply> => {
  const earlier = await earlierAnswer(deps, call);
  if (earlier !== undefined) return earlier;
  const client = await deps.clients.find(call.params.id);
  if (client?.tenant !== call.caller.tenant || client.deletedAt !== undefined) throw noSuchClient();
  assertGrantable(call.caller, client.scopes);
  const secret = await secretOf(deps, call);
  const next = await newSecret(deps, client, secret, call.body?.overlapSeconds ?? 0);
  const receipt = receiptOf(deps, call, 200, clientView(client));
  const cause = { actor: call.caller.clientId, receipt, answered: call.answered };
  const outcome = await settled(deps, call, () => deps.clients.rotate(client, next, cause));
  return answerTo(deps, call, outcome, firstAnswer(receipt, secret));
};

/** `POST /v1/clients/{id}/rotate`: a new secret; the old one goes on for the overlap that was asked for. */
export const rotateClientRoute = (deps: IdentityDeps): Route<typeof rotateClient> =>
  route(rotateClient, (call) => rotate(deps, call));
