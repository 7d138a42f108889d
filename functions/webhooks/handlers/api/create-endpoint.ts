import { type Call, type Route, route } from '../../../kernel/call.ts';
import { ulid } from '../../../kernel/ids.ts';
import { Refusal } from '../../../kernel/problem.ts';
import { createWebhookEndpoint } from '../../contract/api.ts';
import { webhookProblems } from '../../contract/problems.ts';
import { ENDPOINTS_MAX, type Endpoint, endpointView } from '../../model/endpoint.ts';
import { hiddenAnswer } from '../../model/webhook-secret.ts';
import { creating } from '../../store/endpoints.ts';
import { receiptIdOf } from '../../store/once.ts';
import { checkedUrl } from './checked-url.ts';
import { answerWithSecret } from './secret-answer.ts';
import type { WebhooksDeps } from './webhooks-deps.ts';

const newEndpoint = (deps: WebhooksDeps, call: Call<typeof createWebhookEndpoint>): Endpoint => ({
  id: ulid('we_', deps.clock, deps.chance),
  tenant: call.caller.tenant,
  url: call.body.url,
  events: call.body.events,
  description: call.body.description,
  enabled: true,
  disabledReason: undefined,
  secretName: receiptIdOf(call),
  previous: [],
  revision: 1,
  createdAt: deps.clock.now(),
});

const full = (): Refusal =>
  new Refusal(webhookProblems['webhook-endpoint-limit'], `A tenant has at most ${ENDPOINTS_MAX} endpoints.`);

/** `POST /v1/webhook-endpoints`. */
export const createEndpointRoute = (deps: WebhooksDeps): Route<typeof createWebhookEndpoint> =>
  route(createWebhookEndpoint, (call) =>
    answerWithSecret(deps, call, async () => {
      await checkedUrl(deps, call.body.url);
      const endpoint = newEndpoint(deps, call);
      const body = hiddenAnswer(endpointView(endpoint));
      return { status: 201, body, at: endpoint.createdAt, actions: creating(deps, endpoint), refusal: full() };
    }),
  );
