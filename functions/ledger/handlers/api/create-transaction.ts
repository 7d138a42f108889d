import { askOf } from '../../../kernel/ask.ts';
import { type Route, route } from '../../../kernel/call.ts';
import { createTransaction } from '../../contract/api.ts';
import { commitTransaction } from '../../store/commit.ts';
import type { LedgerStore } from '../../store/ledger-store.ts';
import { dryRun } from './dry-run.ts';

/** `POST /v1/transactions`, with `?dryRun=true` too. */
export const createTransactionRoute = (store: LedgerStore): Route<typeof createTransaction> =>
  route(createTransaction, (call) =>
    call.query.dryRun === 'true'
      ? dryRun(store, call.caller.tenant, call.body)
      : commitTransaction(store, askOf(call), call.body),
  );
