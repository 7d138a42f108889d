import { budgeted } from '../../../kernel/http/budgeted.ts';
import { callScopedStore } from '../../../kernel/http/call-scoped-store.ts';
import { chargedByUse } from '../../../kernel/http/charged-by-use.ts';
import { type HttpDeps, http } from '../../../kernel/http/http.ts';
import { healthRoute } from '../../../kernel/http/outcomes.ts';
import { createBankAccountRoute, getBankAccountRoute, listBankAccountsRoute } from './bank-accounts.ts';
import type { BankDeps } from './bank-deps.ts';
import { getBankFileContentRoute, getBankFileRoute, takeBankStatementRoute } from './bank-files.ts';
import { CHARGES, fileCharge } from './charges.ts';
import {
  approveBreakResolutionRoute,
  getReconciliationRoute,
  listBreaksRoute,
  resolveBreakRoute,
  undoBreakResolutionRoute,
} from './reconciliations.ts';

/** What statements has of banks: their accounts, and what they say. */
export const buildBank = (deps: BankDeps & Pick<HttpDeps, 'log'>) =>
  http({
    domain: 'statements',
    routes: [
      budgeted(deps.budgeting, callScopedStore(deps, createBankAccountRoute)),
      callScopedStore(deps, listBankAccountsRoute),
      callScopedStore(deps, getBankAccountRoute),
      chargedByUse(deps.budgeting, deps, takeBankStatementRoute, ({ body }) => fileCharge(body.content)),
      callScopedStore(deps, getBankFileRoute),
      budgeted(deps.budgeting, callScopedStore(deps, getBankFileContentRoute), () => CHARGES.statement),
      chargedByUse(deps.budgeting, deps, getReconciliationRoute, () => CHARGES.reconciliation),
      chargedByUse(deps.budgeting, deps, listBreaksRoute, () => CHARGES.reconciliation),
      chargedByUse(deps.budgeting, deps, resolveBreakRoute, () => CHARGES.reconciliation),
      chargedByUse(deps.budgeting, deps, approveBreakResolutionRoute, () => CHARGES.reconciliation),
      budgeted(deps.budgeting, callScopedStore(deps, undoBreakResolutionRoute)),
      healthRoute(deps.codeVersion),
    ],
    deps,
  });
