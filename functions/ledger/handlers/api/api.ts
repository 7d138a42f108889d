import { type HttpDeps, http } from '../../../kernel/http.ts';
import { healthRoute, outcomesRoute } from '../../../kernel/outcomes.ts';
import { perCall } from '../../../kernel/until-answered.ts';
import { ledgerOperations } from '../../contract/api.ts';
import { findOutcome } from '../../store/outcomes.ts';
import { closeAccountRoute, freezeAccountRoute, unfreezeAccountRoute } from './account-status.ts';
import { createAccountRoute } from './create-account.ts';
import { createTransactionRoute } from './create-transaction.ts';
import { createTransactionsRoute } from './create-transactions.ts';
import { postTransactionRoute, voidTransactionRoute } from './end-hold.ts';
import { getAccountRoute } from './get-account.ts';
import { getBalanceRoute } from './get-balance.ts';
import { getTransactionRoute } from './get-transaction.ts';
import type { LedgerDeps } from './ledger-deps.ts';
import { listAccountsRoute } from './list-accounts.ts';
import { listEntriesRoute } from './list-entries.ts';
import { listTransactionsRoute } from './list-transactions.ts';
import { reverseTransactionRoute } from './reverse-transaction.ts';
import { updateAccountRoute } from './update-account.ts';

/** Every call of the ledger's contract, and the two that meta forwards. */
const routes = (deps: LedgerDeps) => [
  perCall(deps, createAccountRoute),
  perCall(deps, listAccountsRoute),
  perCall(deps, getAccountRoute),
  perCall(deps, updateAccountRoute),
  perCall(deps, freezeAccountRoute),
  perCall(deps, unfreezeAccountRoute),
  perCall(deps, closeAccountRoute),
  perCall(deps, listEntriesRoute),
  perCall(deps, getBalanceRoute),
  perCall(deps, createTransactionRoute),
  perCall(deps, listTransactionsRoute),
  perCall(deps, getTransactionRoute),
  perCall(deps, postTransactionRoute),
  perCall(deps, voidTransactionRoute),
  perCall(deps, reverseTransactionRoute),
  perCall(deps, createTransactionsRoute),
  perCall(deps, (store) =>
    outcomesRoute(['ledger:read'], ledgerOperations, (tenant, operation, key) =>
      findOutcome(store, tenant, operation, key),
    ),
  ),
  healthRoute(deps.codeVersion),
];

/** The ledger's HTTP function. */
export const build = (deps: LedgerDeps & HttpDeps) => http({ domain: 'ledger', routes: routes(deps), deps });
