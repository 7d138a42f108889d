import { budgeted } from '../../../kernel/http/budgeted.ts';
import { callScopedStore } from '../../../kernel/http/call-scoped-store.ts';
import { type HttpDeps, http } from '../../../kernel/http/http.ts';
import { healthRoute } from '../../../kernel/http/outcomes.ts';
import { createBatchRoute, getBatchReportRoute, getBatchRoute, listBatchesRoute } from './batches.ts';
import { batchItems, REPORT_ITEMS } from './charges.ts';
import type { BatchesDeps } from './deps.ts';

/** Every call about batches. */
const routes = (deps: BatchesDeps) => [
  budgeted(deps.budgeting, callScopedStore(deps, createBatchRoute), batchItems),
  callScopedStore(deps, listBatchesRoute),
  callScopedStore(deps, getBatchRoute),
  budgeted(deps.budgeting, callScopedStore(deps, getBatchReportRoute), () => REPORT_ITEMS),
  healthRoute(deps.codeVersion),
];

/** The function of batches: what it takes is read here, line by line. */
export const buildBatches = (deps: BatchesDeps & HttpDeps) => http({ domain: 'payments', routes: routes(deps), deps });
