import { type HttpDeps, http } from '../../../kernel/http/http.ts';
import { healthRoute } from '../../../kernel/http/outcomes.ts';
import { perCall } from '../../../kernel/http/until-answered.ts';
import type { StatementsDeps } from './deps.ts';
import { getStatementRoute } from './get-statement.ts';
import { getTrialBalanceRoute } from './get-trial-balance.ts';
import { rebuildHistoryRoute } from './rebuild-history.ts';

/** The HTTP function of statements: every call of its contract, and the one that meta forwards. */
export const build = (deps: StatementsDeps & Pick<HttpDeps, 'log'>) =>
  http({
    domain: 'statements',
    routes: [
      perCall(deps, getStatementRoute),
      perCall(deps, getTrialBalanceRoute),
      perCall(deps, rebuildHistoryRoute),
      healthRoute(deps.codeVersion),
    ],
    deps,
  });
