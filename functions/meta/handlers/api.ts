import { http } from '../../kernel/http.ts';
import type { MetaDeps } from './deps.ts';
import { documentRoute } from './document.ts';
import { healthRoute } from './health.ts';
import { outcomeRoute } from './outcome.ts';
import { problemRoute } from './problem.ts';
import { unowned } from './unowned.ts';

/** Meta's HTTP function: its own calls, and the gateway's default route. */
export const build = (deps: MetaDeps) =>
  http({
    domain: 'meta',
    routes: [healthRoute(deps), documentRoute(deps), problemRoute(deps), outcomeRoute(deps)],
    unowned: (method, path) => unowned(deps.document, method, path),
    deps,
  });
