import { type Call, type Reply, type Route, route } from '../../../kernel/call.ts';
import { pageReply } from '../../../kernel/page-reply.ts';
import { pageLimit } from '../../../kernel/paging.ts';
import { listWebhookDeliveries } from '../../contract/api.ts';
import { listDeliveries, type Position } from '../../store/deliveries.ts';
import { existingEndpoint } from './not-found.ts';
import type { WebhooksDeps } from './webhooks-deps.ts';

/** A sort key ends with its delivery's id. */
const positionOf = (sort: string | undefined): Position | undefined =>
  sort === undefined ? undefined : { sort, id: sort.slice(sort.indexOf('#') + 1) };

const list = async (deps: WebhooksDeps, call: Call<typeof listWebhookDeliveries>): Promise<Reply> => {
  const after = positionOf(await deps.cursors.read(call, call.query.cursor));
  const { tenant, id } = await existingEndpoint(deps, call.caller.tenant, call.params.id);
  const page = await listDeliveries(deps, { tenant, endpoint: id }, pageLimit(call.query), after);
  return pageReply(page, (next) => deps.cursors.sign(call, next));
};

/** `GET /v1/webhook-endpoints/{id}/deliveries`, newest first. */
export const listDeliveriesRoute = (deps: WebhooksDeps): Route<typeof listWebhookDeliveries> =>
  route(listWebhookDeliveries, (call) => list(deps, call));
