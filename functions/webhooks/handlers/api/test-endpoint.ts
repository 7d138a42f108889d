import { type Call, type Route, route } from '../../../kernel/core/call.ts';
import { idempotent } from '../../../kernel/idempotency/exactly-once.ts';
import { idempotentRequest, receiptIdOf } from '../../../kernel/idempotency/idempotent-request.ts';
import { derivedId } from '../../../kernel/values/ids.ts';
import { formatTime } from '../../../kernel/values/time.ts';
import { testWebhookEndpoint } from '../../contract/api.ts';
import { type Delivery, deliveryView, newDelivery } from '../../model/delivery.ts';
import type { Endpoint } from '../../model/endpoint.ts';
import { eventBody, TEST_TYPE } from '../../model/public-event.ts';
import { puttingDelivery } from '../../store/queries/deliveries.ts';
import { RECEIPTS } from '../../store/table/keys.ts';
import { askingForAttempt, assertEnabled } from './begin-delivery.ts';
import type { WebhooksDeps } from './deps.ts';
import { existingEndpoint } from './not-found.ts';

/** An event of its own, which is in no feed, so the delivery brings its body. */
const testDelivery = (call: Call<typeof testWebhookEndpoint>, { tenant, id }: Endpoint, now: number): Delivery => {
  const eventId = derivedId('evt_', tenant, TEST_TYPE, receiptIdOf(idempotentRequest(call)));
  const payload = eventBody(eventId, TEST_TYPE, formatTime(now), { endpointId: id });
  return newDelivery({ tenant, endpoint: id, eventId, eventType: TEST_TYPE, seq: undefined, payload }, now);
};

/** `POST /v1/webhook-endpoints/{id}/test`. */
export const testEndpointRoute = (deps: WebhooksDeps): Route<typeof testWebhookEndpoint> =>
  route(testWebhookEndpoint, (call) =>
    idempotent(deps, RECEIPTS, idempotentRequest(call), async () => {
      const endpoint = await existingEndpoint(deps, call.caller.tenant, call.params.id);
      assertEnabled(endpoint);
      const at = deps.clock.now();
      const delivery = testDelivery(call, endpoint, at);
      const actions = [puttingDelivery(deps, delivery), askingForAttempt(deps, call, delivery)];
      return { status: 202, body: JSON.stringify(deliveryView(delivery)), at, actions };
    }),
  );
