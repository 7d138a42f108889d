import { callScopedStore } from '../../../kernel/http/call-scoped-store.ts';
import { type HttpDeps, http } from '../../../kernel/http/http.ts';
import { healthRoute } from '../../../kernel/http/outcomes.ts';
import type { StatementsDeps } from './deps.ts';
import { getStatementRoute } from './get-statement.ts';
import { getTrialBalanceRoute } from './get-trial-balance.ts';
import { rebuildHistoryRoute } from './rebuild-history.ts';

/** The HTTP function of statements: every call of its contract, and the one that meta forwards. */
export const build = (deps: StatementsDeps & Pick<HttpDeps, 'log'>) =>
  http({
    domain: 'statements',
    routes: [
      callScopedStore(deps, getStatementRoute),
      callScopedStore(deps, getTrialBalanceRoute),
      callScopedStore(deps, rebuildHistoryRoute),
      healthRoute(deps.codeVersion),
    ],
    deps,
  });
