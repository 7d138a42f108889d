import { budgeted } from '../../../kernel/http/budgeted.ts';
import { callScopedStore } from '../../../kernel/http/call-scoped-store.ts';
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
      budgeted(deps.budgeting, callScopedStore(deps, getStatementRoute), () => CHARGES.statement),
      budgeted(deps.budgeting, callScopedStore(deps, getTrialBalanceRoute), () => CHARGES.trialBalance),
      budgeted(deps.budgeting, callScopedStore(deps, exportJournalRoute), () => CHARGES.journal),
      budgeted(deps.budgeting, callScopedStore(deps, rebuildHistoryRoute), () => CHARGES.rebuild),
      callScopedStore(deps, (store) =>
        outcomesRoute(['statements:read'], statements.operations, findIn(store, RECEIPTS)),
      ),
      healthRoute(deps.codeVersion),
    ],
    deps,
  });
