import { retryOnConflict } from '../../../kernel/aws/retry-on-conflict.ts';
import { transact } from '../../../kernel/aws/transact.ts';
import { type Call, type Reply, type Route, route } from '../../../kernel/core/call.ts';
import { deleteWebhookEndpoint } from '../../contract/api.ts';
import { deleting, findEndpoint } from '../../store/commit/endpoints.ts';
import type { WebhooksDeps } from './deps.ts';
import { notFound } from './not-found.ts';

type DeleteCall = Call<typeof deleteWebhookEndpoint>;

const DELETED: Reply = { status: 204 };

/**
 * Undefined where another change was in the way. What was there at the first attempt and is gone at a later one has been deleted:
 * by this call, whose answer was lost, or by another one. Both have the same result.
 */
const deleteOnce = async (deps: WebhooksDeps, call: DeleteCall, attempt: number): Promise<Reply | undefined> => {
  const endpoint = await findEndpoint(deps, call.caller.tenant, call.params.id);
  if (endpoint === undefined) {
    if (attempt > 0) return DELETED;
    throw notFound('endpoint');
  }
  const outcome = await transact(deps, deleting(deps, endpoint));
  return outcome.kind === 'committed' ? DELETED : undefined;
};

/** `DELETE /v1/webhook-endpoints/{id}`: nothing is sent there from now on, but for attempts that are under way. */
export const deleteEndpointRoute = (deps: WebhooksDeps): Route<typeof deleteWebhookEndpoint> =>
  route(deleteWebhookEndpoint, (call) =>
    retryOnConflict(deps, call.deadline, (attempt) => deleteOnce(deps, call, attempt)),
  );
