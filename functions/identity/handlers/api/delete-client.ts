import { retryOnConflict } from '../../../kernel/aws/retry-on-conflict.ts';
import { transact } from '../../../kernel/aws/transact.ts';
import { type Call, type Reply, type Route, route } from '../../../kernel/core/call.ts';
import { deleteClient } from '../../contract/api.ts';
import { provedOut, provingInForce, removing } from '../../store/commit/client-changes.ts';
import type { IdentityDeps } from '../deps.ts';
import { findOwn } from './existing-client.ts';
import { assertInForce } from './in-force.ts';
import { noSuchClient, outOfForce } from './refused.ts';

type DeleteCall = Call<typeof deleteClient>;

const GONE: Reply = { status: 204 };

/**
 * Undefined where another change was in the way. What was there at the first attempt and is gone at a later one has been deleted:
 * by this call, whose answer was lost, or by another one. Both have the same result.
 */
const removeOnce = async (deps: IdentityDeps, call: DeleteCall, attempt: number): Promise<Reply | undefined> => {
  const { caller, params } = call;
  const client = await findOwn(deps, caller.tenant, params.id);
  if (client === undefined && attempt > 0) return GONE;
  if (client === undefined) throw noSuchClient();
  if (client.id === caller.clientId) assertInForce(caller, client);
  const changes = removing(deps.table, client, deps.clock.now());
  const outcome = await transact(deps, [...changes, ...provingInForce(deps.table, caller, client)]);
  if (outcome.kind === 'committed') return GONE;
  const proof = outcome.kind === 'refused' && outcome.conflicts.has(changes.length);
  const standing = proof ? provedOut(caller, outcome.conflicts.get(changes.length)) : 'in-force';
  if (standing !== 'in-force') throw outOfForce(standing);
  return undefined;
};

/** `DELETE /v1/clients/{id}`: no further tokens; those already issued end by themselves within 15 minutes. */
export const deleteClientRoute = (deps: IdentityDeps): Route<typeof deleteClient> =>
  route(deleteClient, (call) => retryOnConflict(deps, call.deadline, (attempt) => removeOnce(deps, call, attempt)));
