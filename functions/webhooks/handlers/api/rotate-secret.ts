import { type Call, type Route, route } from '../../../kernel/call.ts';
import { Refusal } from '../../../kernel/problem.ts';
import { rotateWebhookSecret } from '../../contract/api.ts';
import { webhookProblems } from '../../contract/problems.ts';
import { OVERLAP_DEFAULT_SECONDS } from '../../contract/schemas.ts';
import { type Endpoint, endpointView, OLD_SECRETS_MAX, rotated } from '../../model/endpoint.ts';
import { hiddenAnswer } from '../../model/webhook-secret.ts';
import { updating } from '../../store/endpoints.ts';
import { receiptIdOf } from '../../store/once.ts';
import { existingEndpoint } from './not-found.ts';
import { answerWithSecret } from './secret-answer.ts';
import type { WebhooksDeps } from './webhooks-deps.ts';

const tooMany = (): Refusal =>
  new Refusal(
    webhookProblems['webhook-secret-limit'],
    `${OLD_SECRETS_MAX} earlier secrets still sign. Wait until one ends, or send overlapSeconds 0.`,
  );

const next = (call: Call<typeof rotateWebhookSecret>, endpoint: Endpoint, at: number): Endpoint => {
  const overlapMs = (call.body?.overlapSeconds ?? OVERLAP_DEFAULT_SECONDS) * 1000;
  const after = rotated(endpoint, receiptIdOf(call), overlapMs, at);
  if (after === undefined) throw tooMany();
  return after;
};

/** `POST /v1/webhook-endpoints/{id}/rotate-secret`: the old secret signs too until its overlap ends, whatever follows. */
export const rotateSecretRoute = (deps: WebhooksDeps): Route<typeof rotateWebhookSecret> =>
  route(rotateWebhookSecret, (call) =>
    answerWithSecret(deps, call, async () => {
      const endpoint = await existingEndpoint(deps, call.caller.tenant, call.params.id);
      const at = deps.clock.now();
      const after = next(call, endpoint, at);
      return { status: 200, body: hiddenAnswer(endpointView(after)), at, actions: [updating(deps, after)] };
    }),
  );
