import { type Call, type Reply, type Route, route } from '../../kernel/call.ts';
import { throughContention } from '../../kernel/contention.ts';
import { transact } from '../../kernel/transact.ts';
import { deleteClient } from '../contract/api.ts';
import { provingAlive, removing } from '../store/client-changes.ts';
import type { IdentityDeps } from './deps.ts';
import { existingClient } from './existing-client.ts';
import { clientDeleted } from './refused.ts';

const GONE: Reply = { status: 204 };

const remove = async (deps: IdentityDeps, call: Call<typeof deleteClient>): Promise<Reply> => {
  const client = await existingClient(deps, call.caller.tenant, call.params.id);
  return throughContention(deps, call.deadline, async () => {
    const changes = removing(deps.table, client, deps.clock.now());
    const outcome = await transact(deps, [...changes, ...provingAlive(deps.table, call.caller.clientId, client)]);
    if (outcome.kind === 'busy') return undefined;
    if (outcome.kind === 'refused' && outcome.met.has(changes.length)) throw clientDeleted();
    // Not as it was read: deleted since then, by this call, whose answer was lost on the way, or by another one.
    return GONE;
  });
};

/** `DELETE /v1/clients/{id}`: no further tokens; those already issued end by themselves within 15 minutes. */
export const deleteClientRoute = (deps: IdentityDeps): Route<typeof deleteClient> =>
  route(deleteClient, (call) => remove(deps, call));
