import { budgeted } from '../../../kernel/http/budgeted.ts';
import { callScopedStore } from '../../../kernel/http/call-scoped-store.ts';
import { type HttpDeps, http } from '../../../kernel/http/http.ts';
import { healthRoute } from '../../../kernel/http/outcomes.ts';
import { createRuleRoute, deleteRuleRoute, listRulesRoute } from './approval-rules.ts';
import { CONTENT_ITEMS, uploadItems } from './charges.ts';
import type { BackOfficeDeps } from './deps.ts';
import { createLimitRoute, deleteLimitRoute, getLimitRoute, listLimitsRoute } from './limits.ts';
import { getOriginatorRoute, setOriginatorRoute } from './originator.ts';
import { getFileContentRoute, getFileRoute, listFilesRoute } from './read-files.ts';
import { closeTaskRoute, listTasksRoute } from './tasks.ts';
import { uploadFileRoute } from './upload-file.ts';
import { writeFileRoute } from './write-file.ts';

/** Every call about limits, rules, files and tasks. */
const routes = (deps: BackOfficeDeps) => [
  budgeted(deps.budgeting, callScopedStore(deps, createLimitRoute)),
  callScopedStore(deps, listLimitsRoute),
  callScopedStore(deps, getLimitRoute),
  budgeted(deps.budgeting, callScopedStore(deps, deleteLimitRoute)),
  budgeted(deps.budgeting, callScopedStore(deps, createRuleRoute)),
  callScopedStore(deps, listRulesRoute),
  budgeted(deps.budgeting, callScopedStore(deps, deleteRuleRoute)),
  budgeted(deps.budgeting, callScopedStore(deps, setOriginatorRoute)),
  callScopedStore(deps, getOriginatorRoute),
  budgeted(deps.budgeting, callScopedStore(deps, writeFileRoute)),
  callScopedStore(deps, listFilesRoute),
  callScopedStore(deps, getFileRoute),
  budgeted(deps.budgeting, callScopedStore(deps, getFileContentRoute), () => CONTENT_ITEMS),
  budgeted(deps.budgeting, callScopedStore(deps, uploadFileRoute), uploadItems),
  callScopedStore(deps, listTasksRoute),
  budgeted(deps.budgeting, callScopedStore(deps, closeTaskRoute)),
  healthRoute(deps.codeVersion),
];

/** The function for limits, approval rules, originators, banks' files and tasks. Approving or rejecting a payment is in routes.ts. */
export const buildBackOffice = (deps: BackOfficeDeps & HttpDeps) =>
  http({ domain: 'payments', routes: routes(deps), deps });
