import { budgeted } from '../../../kernel/http/budgeted.ts';
import { callScopedStore } from '../../../kernel/http/call-scoped-store.ts';
import { type HttpDeps, http } from '../../../kernel/http/http.ts';
import { findIn, healthRoute, outcomesRoute } from '../../../kernel/http/outcomes.ts';
import { identityOperations } from '../../contract/api.ts';
import { RECEIPTS } from '../../store/table/keys.ts';
import type { IdentityDeps } from '../deps.ts';
import { createClientRoute } from './create-client.ts';
import { deleteClientRoute } from './delete-client.ts';
import { inForceOnly } from './in-force.ts';
import { issueTokenRoute } from './issue-token.ts';
import { listClientsRoute } from './list-clients.ts';
import { discoveryRoute, jwksRoute } from './publish-keys.ts';
import { rotateClientRoute } from './rotate-client.ts';

/** Every call of identity's contract, and the two that meta forwards. */
const routes = (deps: IdentityDeps) => [
  callScopedStore(deps, issueTokenRoute),
  discoveryRoute(deps),
  jwksRoute(deps),
  budgeted(deps.budgeting, callScopedStore(deps, createClientRoute)),
  callScopedStore(deps, (store) => inForceOnly(store, listClientsRoute(store))),
  callScopedStore(deps, deleteClientRoute),
  budgeted(deps.budgeting, callScopedStore(deps, rotateClientRoute)),
  // The kept answer has an empty place for its secret: a look at the past shows none.
  callScopedStore(deps, (store) =>
    inForceOnly(store, outcomesRoute(['admin'], identityOperations, findIn(store, RECEIPTS))),
  ),
  healthRoute(deps.codeVersion),
];

/** Identity's HTTP function. */
export const build = (deps: IdentityDeps & HttpDeps) => http({ domain: 'identity', routes: routes(deps), deps });
