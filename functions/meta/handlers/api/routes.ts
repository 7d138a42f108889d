import { http } from '../../../kernel/http/http.ts';
import type { MetaDeps } from '../deps.ts';
import { documentRoute } from './document.ts';
import { healthRoutes } from './health.ts';
import { homeRoute } from './home.ts';
import { outcomeRoute } from './outcome.ts';
import { problemRoute } from './problem.ts';
import { unowned } from './unowned.ts';

/** Meta's HTTP function: its own calls, and the gateway's default route. */
export const build = (deps: MetaDeps) =>
  http({
    domain: 'meta',
    routes: [...healthRoutes(deps), documentRoute(deps), homeRoute(), problemRoute(deps), outcomeRoute(deps)],
    unowned: (method, path) => unowned(deps.document, method, path),
    deps,
  });
