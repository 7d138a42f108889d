import { type Route, route } from '../../../kernel/core/call.ts';
import { idempotent } from '../../../kernel/idempotency/exactly-once.ts';
import { idempotentRequest } from '../../../kernel/idempotency/idempotent-request.ts';
import { redeliverWebhook } from '../../contract/api.ts';
import { begunAnew, deliveryView } from '../../model/delivery.ts';
import { findEndpoint } from '../../store/commit/endpoints.ts';
import { findDelivery, steppingDelivery } from '../../store/queries/deliveries.ts';
import { RECEIPTS } from '../../store/table/keys.ts';
import { askingForAttempt, assertEnabled } from './begin-delivery.ts';
import type { WebhooksDeps } from './deps.ts';
import { notFound } from './not-found.ts';

/** `POST /v1/deliveries/{id}/redeliver`: whatever its state, it begins anew. */
export const redeliverRoute = (deps: WebhooksDeps): Route<typeof redeliverWebhook> =>
  route(redeliverWebhook, (call) =>
    idempotent(deps, RECEIPTS, idempotentRequest(call), async () => {
      const delivery = await findDelivery(deps, call.caller.tenant, call.params.id);
      if (delivery === undefined) throw notFound('delivery');
      const endpoint = await findEndpoint(deps, delivery.tenant, delivery.endpoint);
      if (endpoint === undefined) throw notFound('endpoint any more');
      assertEnabled(endpoint);
      const at = deps.clock.now();
      const next = begunAnew(delivery, at);
      const actions = [steppingDelivery(deps, delivery, next), askingForAttempt(deps, call, next)];
      return { status: 202, body: JSON.stringify(deliveryView(next)), at, actions };
    }),
  );
