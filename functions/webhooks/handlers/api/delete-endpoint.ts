import { type Call, type Reply, type Route, route } from '../../../kernel/call.ts';
import { throughContention } from '../../../kernel/contention.ts';
import { transact } from '../../../kernel/transact.ts';
import { deleteWebhookEndpoint } from '../../contract/api.ts';
import { deleting } from '../../store/endpoints.ts';
import { existingEndpoint } from './not-found.ts';
import type { WebhooksDeps } from './webhooks-deps.ts';

/** Undefined where another change was in the way. */
const deleteOnce = async (deps: WebhooksDeps, call: Call<typeof deleteWebhookEndpoint>): Promise<Reply | undefined> => {
  const endpoint = await existingEndpoint(deps, call.caller.tenant, call.params.id);
  const outcome = await transact(deps, deleting(deps, endpoint));
  return outcome.kind === 'committed' ? { status: 204 } : undefined;
};

/** `DELETE /v1/webhook-endpoints/{id}`: nothing is sent there from now on, but for attempts that are under way. */
export const deleteEndpointRoute = (deps: WebhooksDeps): Route<typeof deleteWebhookEndpoint> =>
  route(deleteWebhookEndpoint, (call) => throughContention(deps, call.deadline, () => deleteOnce(deps, call)));
