import { healthRoute, outcomesRoute } from '../../../kernel/outcomes.ts';
import { receiptId } from '../../../kernel/receipt.ts';
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
  createEndpointRoute(deps),
  listEndpointsRoute(deps),
  getEndpointRoute(deps),
  updateEndpointRoute(deps),
  deleteEndpointRoute(deps),
  rotateSecretRoute(deps),
  testEndpointRoute(deps),
  listDeliveriesRoute(deps),
  redeliverRoute(deps),
  listEventsRoute(deps),
  // The kept answer has an empty place for its secret: a look at the past shows none.
  outcomesRoute(['webhooks:read'], webhooksOperations, (tenant, operation, key) =>
    findReceipt(deps, tenant, receiptId(tenant, operation, key)),
  ),
  healthRoute(deps.codeVersion),
];
