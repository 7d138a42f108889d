import { http } from '../../../kernel/http.ts';
import type { Log } from '../../../kernel/log.ts';
import { healthRoute, outcomesRoute } from '../../../kernel/outcomes.ts';
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
  createAccountRoute(deps),
  listAccountsRoute(deps),
  getAccountRoute(deps),
  updateAccountRoute(deps),
  freezeAccountRoute(deps),
  unfreezeAccountRoute(deps),
  closeAccountRoute(deps),
  listEntriesRoute(deps),
  getBalanceRoute(deps),
  createTransactionRoute(deps),
  listTransactionsRoute(deps),
  getTransactionRoute(deps),
  postTransactionRoute(deps),
  voidTransactionRoute(deps),
  reverseTransactionRoute(deps),
  createTransactionsRoute(deps),
  outcomesRoute(['ledger:read'], ledgerOperations, (tenant, operation, key) =>
    findOutcome(deps, tenant, operation, key),
  ),
  healthRoute(deps.codeVersion),
];

/** The ledger's HTTP function. */
export const build = (deps: LedgerDeps & { readonly log: Log }) =>
  http({ domain: 'ledger', routes: routes(deps), deps });
