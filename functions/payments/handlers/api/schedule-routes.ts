import { budgeted } from '../../../kernel/http/budgeted.ts';
import { callScopedStore } from '../../../kernel/http/call-scoped-store.ts';
import { type HttpDeps, http } from '../../../kernel/http/http.ts';
import { healthRoute } from '../../../kernel/http/outcomes.ts';
import type { ApiDeps } from './deps.ts';
import { cancelScheduleRoute, createScheduleRoute, getScheduleRoute, listSchedulesRoute } from './schedules.ts';

/** Every call about schedules. */
const routes = (deps: ApiDeps) => [
  budgeted(deps.budgeting, callScopedStore(deps, createScheduleRoute)),
  callScopedStore(deps, listSchedulesRoute),
  callScopedStore(deps, getScheduleRoute),
  budgeted(deps.budgeting, callScopedStore(deps, cancelScheduleRoute)),
  healthRoute(deps.codeVersion),
];

/** The function of schedules. */
export const buildSchedules = (deps: ApiDeps & HttpDeps) => http({ domain: 'payments', routes: routes(deps), deps });
