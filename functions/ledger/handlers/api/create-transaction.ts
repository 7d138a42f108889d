import { type Route, route } from '../../../kernel/core/call.ts';
import { idempotentRequest } from '../../../kernel/idempotency/idempotent-request.ts';
import { createTransaction, dryRunTransaction } from '../../contract/transaction-operations.ts';
import { commitTransaction } from '../../store/commit/create-transaction.ts';
import type { LedgerStore } from '../../store/table/ledger-store.ts';
import { answerDryRun } from './dry-run.ts';

/** `POST /v1/transactions`, with `?dryRun=true` too. */
export const createTransactionRoute = (store: LedgerStore): Route<typeof createTransaction> =>
  route(createTransaction, (call) =>
    call.query.dryRun === 'true'
      ? answerDryRun(store, call.caller.tenant, call.body)
      : commitTransaction(store, idempotentRequest(call), call.body),
  );

/** `POST /v1/transactions/dry-run`. */
export const dryRunTransactionRoute = (store: LedgerStore): Route<typeof dryRunTransaction> =>
  route(dryRunTransaction, (call) => answerDryRun(store, call.caller.tenant, call.body));
