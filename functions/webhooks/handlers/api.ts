import { type HttpDeps, http } from '../../kernel/http.ts';
import { webhooksRoutes } from './api/routes.ts';
import type { WebhooksDeps } from './api/webhooks-deps.ts';

/** The only HTTP function of webhooks. */
export const build = (deps: WebhooksDeps & HttpDeps) =>
  http({ domain: 'webhooks', routes: webhooksRoutes(deps), deps });
