import { type Call, type Reply, type Route, route } from '../../../kernel/core/call.ts';
import { pageReply } from '../../../kernel/http/page-reply.ts';
import { pageLimit } from '../../../kernel/http/paging.ts';
import { listWebhookDeliveries } from '../../contract/api.ts';
import { listDeliveries } from '../../store/queries/deliveries.ts';
import type { WebhooksDeps } from './deps.ts';
import { existingEndpoint } from './not-found.ts';

const list = async (deps: WebhooksDeps, call: Call<typeof listWebhookDeliveries>): Promise<Reply> => {
  const after = await deps.cursors.read(call, call.query.cursor);
  const { tenant, id } = await existingEndpoint(deps, call.caller.tenant, call.params.id);
  const page = await listDeliveries(deps, { tenant, endpoint: id }, pageLimit(call.query), after);
  return pageReply(page, (next) => deps.cursors.sign(call, next));
};

/** `GET /v1/webhook-endpoints/{id}/deliveries`, newest first. */
export const listDeliveriesRoute = (deps: WebhooksDeps): Route<typeof listWebhookDeliveries> =>
  route(listWebhookDeliveries, (call) => list(deps, call));
