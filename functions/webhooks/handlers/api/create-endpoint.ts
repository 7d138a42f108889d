import { type Call, type Route, route } from '../../../kernel/core/call.ts';
import { Refusal } from '../../../kernel/core/problem.ts';
import { idempotentRequest, receiptIdOf } from '../../../kernel/idempotency/idempotent-request.ts';
import { ulid } from '../../../kernel/values/ids.ts';
import { hiddenAnswer } from '../../../kernel/values/secret.ts';
import { createWebhookEndpoint } from '../../contract/api.ts';
import { webhookProblems } from '../../contract/problems.ts';
import { ENDPOINTS_MAX, type Endpoint, endpointView } from '../../model/endpoint.ts';
import { creating } from '../../store/commit/endpoints.ts';
import { checkedTypes } from './checked-types.ts';
import { checkedUrl } from './checked-url.ts';
import type { WebhooksDeps } from './deps.ts';
import { answerWithSecret } from './secret-answer.ts';

const newEndpoint = (deps: WebhooksDeps, call: Call<typeof createWebhookEndpoint>): Endpoint => ({
  id: ulid('we_', deps.clock, deps.random),
  tenant: call.caller.tenant,
  url: call.body.url,
  events: call.body.events,
  description: call.body.description,
  enabled: true,
  disabledReason: undefined,
  secretName: receiptIdOf(idempotentRequest(call)),
  previous: [],
  revision: 1,
  createdAt: deps.clock.now(),
});

const full = (): Refusal =>
  new Refusal(webhookProblems['webhook-endpoint-limit'], `A tenant has at most ${ENDPOINTS_MAX} endpoints.`);

/** `POST /v1/webhook-endpoints`. */
export const createEndpointRoute = (deps: WebhooksDeps): Route<typeof createWebhookEndpoint> =>
  route(createWebhookEndpoint, (call) =>
    answerWithSecret(deps, call, async (commit) => {
      checkedTypes(deps.eventTypes, call.body.events);
      await checkedUrl(deps, call.body.url);
      const endpoint = newEndpoint(deps, call);
      const body = hiddenAnswer(endpointView(endpoint));
      const actions = creating(deps, endpoint);
      const { reply, conflicts } = await commit({ status: 201, body, at: endpoint.createdAt, actions });
      if (conflicts !== undefined) throw full();
      return reply;
    }),
  );
