import { http } from '../../kernel/http.ts';
import type { Log } from '../../kernel/log.ts';
import { webhooksRoutes } from './api/routes.ts';
import type { WebhooksDeps } from './api/webhooks-deps.ts';

/** The only HTTP function of webhooks. */
export const build = (deps: WebhooksDeps & { readonly log: Log }) =>
  http({ domain: 'webhooks', routes: webhooksRoutes(deps), deps });
