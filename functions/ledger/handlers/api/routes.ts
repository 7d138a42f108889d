import { budgeted } from '../../../kernel/http/budgeted.ts';
import { callScopedStore } from '../../../kernel/http/call-scoped-store.ts';
import { type HttpDeps, http } from '../../../kernel/http/http.ts';
import { healthRoute, outcomesRoute } from '../../../kernel/http/outcomes.ts';
import { ledgerOperations } from '../../contract/api.ts';
import { findOutcome } from '../../store/commit/outcomes.ts';
import { closeAccountRoute, freezeAccountRoute, unfreezeAccountRoute } from './account-status.ts';
import { createAccountRoute } from './create-account.ts';
import { createTransactionRoute, dryRunTransactionRoute } from './create-transaction.ts';
import { createTransactionsRoute } from './create-transactions.ts';
import type { LedgerDeps } from './deps.ts';
import { postTransactionRoute, voidTransactionRoute } from './end-hold.ts';
import { getAccountRoute } from './get-account.ts';
import { getBalanceRoute } from './get-balance.ts';
import { getReceiptRoute } from './get-receipt.ts';
import { getTransactionRoute } from './get-transaction.ts';
import { listAccountsRoute } from './list-accounts.ts';
import { listEntriesRoute } from './list-entries.ts';
import { listTransactionsRoute } from './list-transactions.ts';
import { closePeriodRoute, getPeriodRoute, reopenPeriodRoute } from './periods.ts';
import { reverseTransactionRoute } from './reverse-transaction.ts';
import { updateAccountRoute } from './update-account.ts';

/** Every call of the ledger's contract, and the two that meta forwards. */
const routes = (deps: LedgerDeps) => [
  budgeted(deps.budgeting, callScopedStore(deps, createAccountRoute)),
  callScopedStore(deps, listAccountsRoute),
  callScopedStore(deps, getAccountRoute),
  budgeted(deps.budgeting, callScopedStore(deps, updateAccountRoute)),
  budgeted(deps.budgeting, callScopedStore(deps, freezeAccountRoute)),
  budgeted(deps.budgeting, callScopedStore(deps, unfreezeAccountRoute)),
  budgeted(deps.budgeting, callScopedStore(deps, closeAccountRoute)),
  callScopedStore(deps, listEntriesRoute),
  callScopedStore(deps, getBalanceRoute),
  budgeted(deps.budgeting, callScopedStore(deps, createTransactionRoute)),
  // A dry run moves nothing, and reads as much as the transaction.
  budgeted(deps.budgeting, callScopedStore(deps, dryRunTransactionRoute)),
  callScopedStore(deps, listTransactionsRoute),
  callScopedStore(deps, getTransactionRoute),
  callScopedStore(deps, getReceiptRoute),
  budgeted(deps.budgeting, callScopedStore(deps, postTransactionRoute)),
  budgeted(deps.budgeting, callScopedStore(deps, voidTransactionRoute)),
  budgeted(deps.budgeting, callScopedStore(deps, reverseTransactionRoute)),
  budgeted(deps.budgeting, callScopedStore(deps, createTransactionsRoute), ({ body }) => body.transactions.length),
  callScopedStore(deps, getPeriodRoute),
  budgeted(deps.budgeting, callScopedStore(deps, closePeriodRoute)),
  budgeted(deps.budgeting, callScopedStore(deps, reopenPeriodRoute)),
  callScopedStore(deps, (store) =>
    outcomesRoute(['ledger:read'], ledgerOperations, (tenant, operation, key) =>
      findOutcome(store, tenant, operation, key),
    ),
  ),
  healthRoute(deps.codeVersion),
];

/** The ledger's HTTP function. */
export const build = (deps: LedgerDeps & HttpDeps) => http({ domain: 'ledger', routes: routes(deps), deps });
