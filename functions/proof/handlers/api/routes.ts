import { callScopedStore } from '../../../kernel/http/call-scoped-store.ts';
import { type HttpDeps, http } from '../../../kernel/http/http.ts';
import { healthRoute } from '../../../kernel/http/outcomes.ts';
import type { ProofDeps } from './deps.ts';
import { getCallProofRoute } from './get-call-proof.ts';
import { getProofRoute, getReceiptProofRoute } from './get-proof.ts';
import { listCallsRoute } from './list-calls.ts';
import { listLeavesRoute } from './list-leaves.ts';
import { publicLogRoutes } from './public-log.ts';

/** The HTTP function of proof: every call of its contract, and the one that meta forwards. */
export const build = (deps: ProofDeps & Pick<HttpDeps, 'log'>) =>
  http({
    domain: 'proof',
    routes: [
      callScopedStore(deps, getProofRoute),
      callScopedStore(deps, getReceiptProofRoute),
      callScopedStore(deps, listLeavesRoute),
      callScopedStore(deps, listCallsRoute),
      callScopedStore(deps, getCallProofRoute),
      ...publicLogRoutes(deps),
      healthRoute(deps.codeVersion),
    ],
    deps,
  });
