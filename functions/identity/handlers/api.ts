import { type HttpDeps, http } from '../../kernel/http.ts';
import { healthRoute, outcomesRoute } from '../../kernel/outcomes.ts';
import { receiptId } from '../../kernel/receipt.ts';
import { perCall } from '../../kernel/until-answered.ts';
import { identityOperations } from '../contract/api.ts';
import { findReceipt } from '../store/once.ts';
import { createClientRoute } from './create-client.ts';
import { deleteClientRoute } from './delete-client.ts';
import type { IdentityDeps } from './deps.ts';
import { issueTokenRoute } from './issue-token.ts';
import { listClientsRoute } from './list-clients.ts';
import { discoveryRoute, jwksRoute } from './publish-keys.ts';
import { rotateClientRoute } from './rotate-client.ts';

/** Every call of identity's contract, and the two that meta forwards. */
const routes = (deps: IdentityDeps) => [
  perCall(deps, issueTokenRoute),
  discoveryRoute(deps),
  jwksRoute(deps),
  perCall(deps, createClientRoute),
  perCall(deps, listClientsRoute),
  perCall(deps, deleteClientRoute),
  perCall(deps, rotateClientRoute),
  // The kept answer has an empty place for its secret: a look at the past shows none.
  perCall(deps, (store) =>
    outcomesRoute(['admin'], identityOperations, (tenant, operation, key) =>
      findReceipt(store, tenant, receiptId(tenant, operation, key)),
    ),
  ),
  healthRoute(deps.codeVersion),
];

/** Identity's HTTP function. */
export const build = (deps: IdentityDeps & HttpDeps) => http({ domain: 'identity', routes: routes(deps), deps });
