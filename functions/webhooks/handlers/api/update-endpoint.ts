import { retryOnConflict } from '../../../kernel/aws/retry-on-conflict.ts';
import { transact } from '../../../kernel/aws/transact.ts';
import { type Call, type Reply, type Route, route } from '../../../kernel/core/call.ts';
import { updateWebhookEndpoint } from '../../contract/api.ts';
import { type Endpoint, endpointView } from '../../model/endpoint.ts';
import { updating } from '../../store/commit/endpoints.ts';
import { forgetting } from '../../store/table/health-item.ts';
import { askingToRevive } from './begin-delivery.ts';
import { checkedTypes } from './checked-types.ts';
import { checkedUrl } from './checked-url.ts';
import type { WebhooksDeps } from './deps.ts';
import { existingEndpoint } from './not-found.ts';

type Patch = Call<typeof updateWebhookEndpoint>['body'];

/** A merge patch (RFC 7396): what it does not name stays, null takes away. */
const patched = (endpoint: Endpoint, patch: Patch): Endpoint => {
  const enabled = patch.enabled ?? endpoint.enabled;
  return {
    ...endpoint,
    url: patch.url ?? endpoint.url,
    events: patch.events ?? endpoint.events,
    description: patch.description === undefined ? endpoint.description : (patch.description ?? undefined),
    enabled,
    disabledReason: enabled ? undefined : (endpoint.disabledReason ?? 'client'),
    revision: endpoint.revision + 1,
  };
};

/** Undefined where another change was in the way. */
const patchOnce = async (deps: WebhooksDeps, call: Call<typeof updateWebhookEndpoint>): Promise<Reply | undefined> => {
  const endpoint = await existingEndpoint(deps, call.caller.tenant, call.params.id);
  // The answer of the store was lost, and what was in the way is this very change.
  if (endpoint.patchedBy === call.requestId) return { status: 200, body: endpointView(endpoint) };
  const next = { ...patched(endpoint, call.body), patchedBy: call.requestId };
  const anew = (next.enabled && !endpoint.enabled) || next.url !== endpoint.url;
  const health = { tenant: endpoint.tenant, endpoint: endpoint.id };
  const cleanRecord = anew ? [forgetting(deps, health), askingToRevive(deps, next)] : [];
  const outcome = await transact(deps, [updating(deps, next), ...cleanRecord]);
  if (outcome.kind !== 'committed') return undefined;
  return { status: 200, body: endpointView(next) };
};

const update = async (deps: WebhooksDeps, call: Call<typeof updateWebhookEndpoint>): Promise<Reply> => {
  if (call.body.events !== undefined) {
    await existingEndpoint(deps, call.caller.tenant, call.params.id);
    checkedTypes(deps.eventTypes, call.body.events);
  }
  if (call.body.url !== undefined) {
    await existingEndpoint(deps, call.caller.tenant, call.params.id);
    await checkedUrl(deps, call.body.url);
  }
  return retryOnConflict(deps, call.deadline, () => patchOnce(deps, call));
};

/** `PATCH /v1/webhook-endpoints/{id}`. An endpoint that is enabled again, or leads elsewhere, begins with a clean record and gets what waits for it. */
export const updateEndpointRoute = (deps: WebhooksDeps): Route<typeof updateWebhookEndpoint> =>
  route(updateWebhookEndpoint, (call) => update(deps, call));
