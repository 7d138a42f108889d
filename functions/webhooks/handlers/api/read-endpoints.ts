import { type Call, type Reply, type Route, route } from '../../../kernel/core/call.ts';
import { pageLimit } from '../../../kernel/http/paging.ts';
import { getWebhookEndpoint, listWebhookEndpoints } from '../../contract/api.ts';
import { endpointView } from '../../model/endpoint.ts';
import { listEndpoints } from '../../store/commit/endpoints.ts';
import type { WebhooksDeps } from './deps.ts';
import { existingEndpoint } from './not-found.ts';

/** `GET /v1/webhook-endpoints/{id}`. */
export const getEndpointRoute = (deps: WebhooksDeps): Route<typeof getWebhookEndpoint> =>
  route(getWebhookEndpoint, async ({ caller, params }) => {
    const endpoint = await existingEndpoint(deps, caller.tenant, params.id);
    return { status: 200, body: endpointView(endpoint) };
  });

const list = async (deps: WebhooksDeps, call: Call<typeof listWebhookEndpoints>): Promise<Reply> => {
  const after = await deps.cursors.read(call, call.query.cursor);
  const { endpoints, next } = await listEndpoints(deps, call.caller.tenant, pageLimit(call.query), after);
  const nextCursor = next === undefined ? null : await deps.cursors.sign(call, next);
  return { status: 200, body: { data: endpoints.map(endpointView), nextCursor } };
};

/** `GET /v1/webhook-endpoints`, newest first. */
export const listEndpointsRoute = (deps: WebhooksDeps): Route<typeof listWebhookEndpoints> =>
  route(listWebhookEndpoints, (call) => list(deps, call));
