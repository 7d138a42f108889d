import { budgeted } from '../../../kernel/http/budgeted.ts';
import { type HttpDeps, http } from '../../../kernel/http/http.ts';
import { findIn, healthRoute, outcomesRoute } from '../../../kernel/http/outcomes.ts';
import { perCall } from '../../../kernel/http/until-answered.ts';
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
  budgeted(deps.budgeting, perCall(deps, createEndpointRoute)),
  perCall(deps, listEndpointsRoute),
  perCall(deps, getEndpointRoute),
  budgeted(deps.budgeting, perCall(deps, updateEndpointRoute)),
  budgeted(deps.budgeting, perCall(deps, deleteEndpointRoute)),
  budgeted(deps.budgeting, perCall(deps, rotateSecretRoute)),
  budgeted(deps.budgeting, perCall(deps, testEndpointRoute)),
  perCall(deps, listDeliveriesRoute),
  budgeted(deps.budgeting, perCall(deps, redeliverRoute)),
  perCall(deps, listEventsRoute),
  // The kept answer has an empty place for its secret: a look at the past shows none.
  perCall(deps, (store) => outcomesRoute(['webhooks:read'], webhooksOperations, findIn(store, RECEIPTS))),
  healthRoute(deps.codeVersion),
];

/** The only HTTP function of webhooks. */
export const build = (deps: WebhooksDeps & HttpDeps) => http({ domain: 'webhooks', routes: routes(deps), deps });
