import { type Call, type Reply, type Route, route } from '../../kernel/call.ts';
import { deleteClient } from '../contract/api.ts';
import type { IdentityDeps } from './deps.ts';
import { noSuchClient, refused } from './refused.ts';
import { settled } from './settled.ts';

const remove = async (deps: IdentityDeps, call: Call<typeof deleteClient>): Promise<Reply> => {
  const { caller, params } = call;
  const client = await deps.clients.find(params.id);
  if (client?.tenant !== caller.tenant || client.deletedAt !== undefined) throw noSuchClient();
  const cause = { actor: caller.clientId, answered: call.answered };
  const outcome = await settled(deps, call, () => deps.clients.remove(client, deps.clock.now(), cause));
  // Not as it was read: deleted since then, by this call, whose answer was lost on the way, or by another one.
  if (outcome === 'done' || outcome === 'change') return { status: 204 };
  throw refused(outcome);
};

/** `DELETE /v1/clients/{id}`: no further tokens; those already issued end by themselves within 15 minutes. */
export const deleteClientRoute = (deps: IdentityDeps): Route<typeof deleteClient> =>
  route(deleteClient, (call) => remove(deps, call));
