import { budgeted } from '../../../kernel/http/budgeted.ts';
import { type HttpDeps, http } from '../../../kernel/http/http.ts';
import { healthRoute } from '../../../kernel/http/outcomes.ts';
import { perCall } from '../../../kernel/http/until-answered.ts';
import type { ApiDeps } from './deps.ts';
import { cancelScheduleRoute, createScheduleRoute, getScheduleRoute, listSchedulesRoute } from './schedules.ts';

/** Every call about schedules. */
const routes = (deps: ApiDeps) => [
  budgeted(deps.budgeting, perCall(deps, createScheduleRoute)),
  perCall(deps, listSchedulesRoute),
  perCall(deps, getScheduleRoute),
  budgeted(deps.budgeting, perCall(deps, cancelScheduleRoute)),
  healthRoute(deps.codeVersion),
];

/** The function of schedules. */
export const buildSchedules = (deps: ApiDeps & HttpDeps) => http({ domain: 'payments', routes: routes(deps), deps });
