import { callScopedStore } from '../../../kernel/http/call-scoped-store.ts';
import { chargedByUse } from '../../../kernel/http/charged-by-use.ts';
import { type HttpDeps, http } from '../../../kernel/http/http.ts';
import { findIn, healthRoute, outcomesRoute } from '../../../kernel/http/outcomes.ts';
import { statements } from '../../contract/domain.ts';
import { RECEIPTS } from '../../store/table/bank-store.ts';
import { CHARGES } from './charges.ts';
import type { StatementsDeps } from './deps.ts';
import { exportJournalRoute } from './export-journal.ts';
import { getStatementRoute } from './get-statement.ts';
import { getTrialBalanceRoute } from './get-trial-balance.ts';
import { rebuildHistoryRoute } from './rebuild-history.ts';

/** The HTTP function of statements: every call of its contract, and the one that meta forwards. */
export const build = (deps: StatementsDeps & Pick<HttpDeps, 'log'>) =>
  http({
    domain: 'statements',
    routes: [
      chargedByUse(deps.budgeting, deps, getStatementRoute, () => CHARGES.statement),
      chargedByUse(deps.budgeting, deps, getTrialBalanceRoute, () => CHARGES.trialBalance),
      chargedByUse(deps.budgeting, deps, exportJournalRoute, () => CHARGES.journal),
      chargedByUse(deps.budgeting, deps, rebuildHistoryRoute, () => CHARGES.rebuild),
      callScopedStore(deps, (store) =>
        outcomesRoute(['statements:read'], statements.operations, findIn(store, RECEIPTS)),
      ),
      healthRoute(deps.codeVersion),
    ],
    deps,
  });
