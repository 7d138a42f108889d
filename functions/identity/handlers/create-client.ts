import { assert } from '../../kernel/assert.ts';
import { type Call, type Reply, type Route, route } from '../../kernel/call.ts';
import { ulid } from '../../kernel/ids.ts';
import { createClient } from '../contract/api.ts';
import { type Client, clientView } from '../model/client.ts';
import { assertGrantable } from '../model/grantable.ts';
import { hashSecret } from '../model/secret-hash.ts';
import type { IdentityDeps } from './deps.ts';
import { answerTo, earlierAnswer, firstAnswer, receiptOf, secretOf } from './secret-answer.ts';
import { settled } from './settled.ts';

const newClient = ({ clock, chance }: IdentityDeps, { caller, body }: Call<typeof createClient>): Client => ({
  id: ulid('cli_', clock, chance),
  tenant: caller.tenant,
  name: body.name,
  scopes: body.scopes,
  createdAt: clock.now(),
});

const create = async (deps: IdentityDeps, call: Call<typeof createClient>): Promise<Reply> => {
  assertGrantable(call.caller, call.body.scopes);
  const earlier = await earlierAnswer(deps, call);
  if (earlier !== undefined) return earlier;
  const client = newClient(deps, call);
  const receipt = receiptOf(deps, call, 201, clientView(client));
  const secret = await secretOf(deps, call);
  const hash = await hashSecret(secret, deps.chance.bytes(16));
  const cause = { actor: call.caller.clientId, receipt, answered: call.answered };
  const outcome = await settled(deps, call, () => deps.clients.create(client, hash, cause));
  assert(outcome !== 'change', 'the id of a new client is new');
  return answerTo(deps, call, outcome, firstAnswer(receipt, secret));
};

/** `POST /v1/clients`: one transaction writes client, directory and receipt; the secret goes into the answer alone. */
export const createClientRoute = (deps: IdentityDeps): Route<typeof createClient> =>
  route(createClient, (call) => create(deps, call));
