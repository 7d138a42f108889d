import { healthRoute, outcomesRoute } from '../../../kernel/outcomes.ts';
import { receiptId } from '../../../kernel/receipt.ts';
import { perCall } from '../../../kernel/until-answered.ts';
import { webhooksOperations } from '../../contract/api.ts';
import { findReceipt } from '../../store/once.ts';
import { createEndpointRoute } from './create-endpoint.ts';
import { deleteEndpointRoute } from './delete-endpoint.ts';
import { listDeliveriesRoute } from './list-deliveries.ts';
import { listEventsRoute } from './list-events.ts';
import { getEndpointRoute, listEndpointsRoute } from './read-endpoints.ts';
import { redeliverRoute } from './redeliver.ts';
import { rotateSecretRoute } from './rotate-secret.ts';
import { testEndpointRoute } from './test-endpoint.ts';
import { updateEndpointRoute } from './update-endpoint.ts';
import type { WebhooksDeps } from './webhooks-deps.ts';

/** Every call of webhooks' contract, and the two that meta forwards. */
export const webhooksRoutes = (deps: WebhooksDeps) => [
  perCall(deps, createEndpointRoute),
  perCall(deps, listEndpointsRoute),
  perCall(deps, getEndpointRoute),
  perCall(deps, updateEndpointRoute),
  perCall(deps, deleteEndpointRoute),
  perCall(deps, rotateSecretRoute),
  perCall(deps, testEndpointRoute),
  perCall(deps, listDeliveriesRoute),
  perCall(deps, redeliverRoute),
  perCall(deps, listEventsRoute),
  // The kept answer has an empty place for its secret: a look at the past shows none.
  perCall(deps, (store) =>
    outcomesRoute(['webhooks:read'], webhooksOperations, (tenant, operation, key) =>
      findReceipt(store, tenant, receiptId(tenant, operation, key)),
    ),
  ),
  healthRoute(deps.codeVersion),
];
