import { type Call, type Reply, type Route, route } from '../../../kernel/core/call.ts';
import { pageLimit } from '../../../kernel/http/paging.ts';
import { listClients } from '../../contract/api.ts';
import { clientView } from '../../model/client.ts';
import { clientsOf } from '../../store/queries/clients.ts';
import type { IdentityDeps } from '../deps.ts';

const list = async (deps: IdentityDeps, call: Call<typeof listClients>): Promise<Reply> => {
  const after = await deps.cursors.read(call, call.query.cursor);
  const { clients, next } = await clientsOf(deps, call.caller.tenant, pageLimit(call.query), after);
  const nextCursor = next === undefined ? null : await deps.cursors.sign(call, next);
  return { status: 200, body: { data: clients.map((client) => clientView(deps.scopes, client)), nextCursor } };
};

/** `GET /v1/clients`: newest first. */
export const listClientsRoute = (deps: IdentityDeps): Route<typeof listClients> =>
  route(listClients, (call) => list(deps, call));
