import { callScopedStore } from '../../../kernel/http/call-scoped-store.ts';
import { type HttpDeps, http } from '../../../kernel/http/http.ts';
import { healthRoute } from '../../../kernel/http/outcomes.ts';
import type { ProofDeps } from './deps.ts';
import { getProofRoute, getReceiptProofRoute } from './get-proof.ts';
import { listLeavesRoute } from './list-leaves.ts';
import { checkpointAtRoute, checkpointRoute, tileRoutes, verifierKeyRoute } from './public-log.ts';

/** The HTTP function of proof: every call of its contract, and the one that meta forwards. */
export const build = (deps: ProofDeps & Pick<HttpDeps, 'log'>) => {
  const [one, two, three, four] = tileRoutes;
  return http({
    domain: 'proof',
    routes: [
      callScopedStore(deps, getProofRoute),
      callScopedStore(deps, getReceiptProofRoute),
      callScopedStore(deps, listLeavesRoute),
      callScopedStore(deps, verifierKeyRoute),
      callScopedStore(deps, checkpointRoute),
      callScopedStore(deps, checkpointAtRoute),
      callScopedStore(deps, one),
      callScopedStore(deps, two),
      callScopedStore(deps, three),
      callScopedStore(deps, four),
      healthRoute(deps.codeVersion),
    ],
    deps,
  });
};
