import { budgeted } from '../../../kernel/http/budgeted.ts';
import { callScopedStore } from '../../../kernel/http/call-scoped-store.ts';
import { type HttpDeps, http } from '../../../kernel/http/http.ts';
import { findIn, healthRoute, outcomesRoute } from '../../../kernel/http/outcomes.ts';
import { webhooksOperations } from '../../contract/api.ts';
import { RECEIPTS } from '../../store/table/keys.ts';
import { createEndpointRoute } from './create-endpoint.ts';
import { deleteEndpointRoute } from './delete-endpoint.ts';
import type { WebhooksDeps } from './deps.ts';
import { listDeliveriesRoute } from './list-deliveries.ts';
import { listEventsRoute } from './list-events.ts';
import { getEndpointRoute, listEndpointsRoute } from './read-endpoints.ts';
import { redeliverRoute } from './redeliver.ts';
import { rotateSecretRoute } from './rotate-secret.ts';
import { testEndpointRoute } from './test-endpoint.ts';
import { updateEndpointRoute } from './update-endpoint.ts';

/** Every call of webhooks' contract, and the two that meta forwards. */
const routes = (deps: WebhooksDeps) => [
  budgeted(deps.budgeting, callScopedStore(deps, createEndpointRoute)),
  callScopedStore(deps, listEndpointsRoute),
  callScopedStore(deps, getEndpointRoute),
  budgeted(deps.budgeting, callScopedStore(deps, updateEndpointRoute)),
  budgeted(deps.budgeting, callScopedStore(deps, deleteEndpointRoute)),
  budgeted(deps.budgeting, callScopedStore(deps, rotateSecretRoute)),
  budgeted(deps.budgeting, callScopedStore(deps, testEndpointRoute)),
  callScopedStore(deps, listDeliveriesRoute),
  budgeted(deps.budgeting, callScopedStore(deps, redeliverRoute)),
  callScopedStore(deps, listEventsRoute),
  // The kept answer has an empty place for its secret: a look at the past shows none.
  callScopedStore(deps, (store) => outcomesRoute(['webhooks:read'], webhooksOperations, findIn(store, RECEIPTS))),
  healthRoute(deps.codeVersion),
];

/** The only HTTP function of webhooks. */
export const build = (deps: WebhooksDeps & HttpDeps) => http({ domain: 'webhooks', routes: routes(deps), deps });
