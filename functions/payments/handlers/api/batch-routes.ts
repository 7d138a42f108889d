import type { Call } from '../../../kernel/core/call.ts';
import { budgeted } from '../../../kernel/http/budgeted.ts';
import { callScopedStore } from '../../../kernel/http/call-scoped-store.ts';
import { type HttpDeps, http } from '../../../kernel/http/http.ts';
import { healthRoute } from '../../../kernel/http/outcomes.ts';
import type { createPaymentBatch } from '../../contract/batch-api.ts';
import { BATCH_LINES_MAX } from '../../model/batch.ts';
import { createBatchRoute, getBatchReportRoute, getBatchRoute, listBatchesRoute } from './batches.ts';
import { CREATE_ITEMS } from './charges.ts';
import type { BatchesDeps } from './deps.ts';

/** A batch is as many payments as it has lines; what is more than it may have is refused by its route handler. */
const linesOf = ({ body: { payments, csv, pain001 = '' } }: Call<typeof createPaymentBatch>): number => {
  // A payment of a file opens and closes its element.
  const inFile = Math.ceil((pain001.split('CdtTrfTxInf').length - 1) / 2);
  return CREATE_ITEMS * Math.min(BATCH_LINES_MAX, payments?.length ?? csv?.split('\n').length ?? inFile);
};

/** Every call about batches. */
const routes = (deps: BatchesDeps) => [
  budgeted(deps.budgeting, callScopedStore(deps, createBatchRoute), linesOf),
  callScopedStore(deps, listBatchesRoute),
  callScopedStore(deps, getBatchRoute),
  callScopedStore(deps, getBatchReportRoute),
  healthRoute(deps.codeVersion),
];

/** The function of batches: what it takes is read here, line by line. */
export const buildBatches = (deps: BatchesDeps & HttpDeps) => http({ domain: 'payments', routes: routes(deps), deps });
