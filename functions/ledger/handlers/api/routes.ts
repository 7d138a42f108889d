import { budgeted } from '../../../kernel/http/budgeted.ts';
import { type HttpDeps, http } from '../../../kernel/http/http.ts';
import { healthRoute, outcomesRoute } from '../../../kernel/http/outcomes.ts';
import { perCall } from '../../../kernel/http/until-answered.ts';
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
import { getTransactionRoute } from './get-transaction.ts';
import { listAccountsRoute } from './list-accounts.ts';
import { listEntriesRoute } from './list-entries.ts';
import { listTransactionsRoute } from './list-transactions.ts';
import { reverseTransactionRoute } from './reverse-transaction.ts';
import { updateAccountRoute } from './update-account.ts';

/** Every call of the ledger's contract, and the two that meta forwards. */
const routes = (deps: LedgerDeps) => [
  budgeted(deps.budgeting, perCall(deps, createAccountRoute)),
  perCall(deps, listAccountsRoute),
  perCall(deps, getAccountRoute),
  budgeted(deps.budgeting, perCall(deps, updateAccountRoute)),
  budgeted(deps.budgeting, perCall(deps, freezeAccountRoute)),
  budgeted(deps.budgeting, perCall(deps, unfreezeAccountRoute)),
  budgeted(deps.budgeting, perCall(deps, closeAccountRoute)),
  perCall(deps, listEntriesRoute),
  perCall(deps, getBalanceRoute),
  // A dry run moves nothing, and tells nobody.
  budgeted(deps.budgeting, perCall(deps, createTransactionRoute), ({ query }) => (query.dryRun === 'true' ? 0 : 1)),
  perCall(deps, dryRunTransactionRoute),
  perCall(deps, listTransactionsRoute),
  perCall(deps, getTransactionRoute),
  budgeted(deps.budgeting, perCall(deps, postTransactionRoute)),
  budgeted(deps.budgeting, perCall(deps, voidTransactionRoute)),
  budgeted(deps.budgeting, perCall(deps, reverseTransactionRoute)),
  budgeted(deps.budgeting, perCall(deps, createTransactionsRoute), ({ body }) => body.transactions.length),
  perCall(deps, (store) =>
    outcomesRoute(['ledger:read'], ledgerOperations, (tenant, operation, key) =>
      findOutcome(store, tenant, operation, key),
    ),
  ),
  healthRoute(deps.codeVersion),
];

/** The ledger's HTTP function. */
export const build = (deps: LedgerDeps & HttpDeps) => http({ domain: 'ledger', routes: routes(deps), deps });
