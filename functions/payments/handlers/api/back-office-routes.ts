import { budgeted } from '../../../kernel/http/budgeted.ts';
import { type HttpDeps, http } from '../../../kernel/http/http.ts';
import { healthRoute } from '../../../kernel/http/outcomes.ts';
import { perCall } from '../../../kernel/http/until-answered.ts';
import { createRuleRoute, deleteRuleRoute, listRulesRoute } from './approval-rules.ts';
import type { BackOfficeDeps } from './deps.ts';
import { createLimitRoute, deleteLimitRoute, getLimitRoute, listLimitsRoute } from './limits.ts';
import { getOriginatorRoute, setOriginatorRoute } from './originator.ts';
import { getFileContentRoute, getFileRoute, listFilesRoute } from './read-files.ts';
import { closeTaskRoute, listTasksRoute } from './tasks.ts';
import { uploadFileRoute } from './upload-file.ts';
import { writeFileRoute } from './write-file.ts';

/** Every call about limits, rules, files and tasks. */
const routes = (deps: BackOfficeDeps) => [
  budgeted(deps.budgeting, perCall(deps, createLimitRoute)),
  perCall(deps, listLimitsRoute),
  perCall(deps, getLimitRoute),
  budgeted(deps.budgeting, perCall(deps, deleteLimitRoute)),
  budgeted(deps.budgeting, perCall(deps, createRuleRoute)),
  perCall(deps, listRulesRoute),
  budgeted(deps.budgeting, perCall(deps, deleteRuleRoute)),
  budgeted(deps.budgeting, perCall(deps, setOriginatorRoute)),
  perCall(deps, getOriginatorRoute),
  budgeted(deps.budgeting, perCall(deps, writeFileRoute)),
  perCall(deps, listFilesRoute),
  perCall(deps, getFileRoute),
  perCall(deps, getFileContentRoute),
  budgeted(deps.budgeting, perCall(deps, uploadFileRoute)),
  perCall(deps, listTasksRoute),
  budgeted(deps.budgeting, perCall(deps, closeTaskRoute)),
  healthRoute(deps.codeVersion),
];

/** The function of the back office: what is decided about payments, and what passes between Folio and banks. */
export const buildBackOffice = (deps: BackOfficeDeps & HttpDeps) =>
  http({ domain: 'payments', routes: routes(deps), deps });
