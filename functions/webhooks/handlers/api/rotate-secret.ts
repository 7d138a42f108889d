import { type Call, type Route, route } from '../../../kernel/call.ts';
import { rotateWebhookSecret } from '../../contract/api.ts';
import { OVERLAP_DEFAULT_SECONDS } from '../../contract/schemas.ts';
import { type Endpoint, endpointView } from '../../model/endpoint.ts';
import { hiddenAnswer } from '../../model/webhook-secret.ts';
import { updating } from '../../store/endpoints.ts';
import { receiptIdOf } from '../../store/once.ts';
import { existingEndpoint } from './not-found.ts';
import { answerWithSecret } from './secret-answer.ts';
import type { WebhooksDeps } from './webhooks-deps.ts';

const rotated = (endpoint: Endpoint, call: Call<typeof rotateWebhookSecret>, now: number): Endpoint => {
  const overlap = call.body?.overlapSeconds ?? OVERLAP_DEFAULT_SECONDS;
  return {
    ...endpoint,
    secretName: receiptIdOf(call),
    previous: overlap === 0 ? undefined : { secretName: endpoint.secretName, until: now + overlap * 1000 },
    revision: endpoint.revision + 1,
  };
};

/** `POST /v1/webhook-endpoints/{id}/rotate-secret`: both secrets sign until the overlap ends. */
export const rotateSecretRoute = (deps: WebhooksDeps): Route<typeof rotateWebhookSecret> =>
  route(rotateWebhookSecret, (call) =>
    answerWithSecret(deps, call, async () => {
      const endpoint = await existingEndpoint(deps, call.caller.tenant, call.params.id);
      const next = rotated(endpoint, call, deps.clock.now());
      return { status: 200, body: hiddenAnswer(endpointView(next)), actions: [updating(deps, next)] };
    }),
  );
