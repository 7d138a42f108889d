import { type Call, type Route, route } from '../../../kernel/core/call.ts';
import { Refusal } from '../../../kernel/core/problem.ts';
import { idempotentRequest, receiptIdOf } from '../../../kernel/idempotency/idempotent-request.ts';
import { hiddenAnswer } from '../../../kernel/values/secret.ts';
import { rotateWebhookSecret } from '../../contract/api.ts';
import { webhookProblems } from '../../contract/problems.ts';
import { OVERLAP_DEFAULT_SECONDS } from '../../contract/schemas.ts';
import { type Endpoint, endpointView, OLD_SECRETS_MAX, rotated } from '../../model/endpoint.ts';
import { updating } from '../../store/commit/endpoints.ts';
import type { WebhooksDeps } from './deps.ts';
import { existingEndpoint } from './not-found.ts';
import { answerWithSecret } from './secret-answer.ts';

const tooMany = (): Refusal =>
  new Refusal(
    webhookProblems['webhook-secret-limit'],
    `${OLD_SECRETS_MAX} earlier secrets still sign. Wait until one ends, or send overlapSeconds 0.`,
  );

const next = (call: Call<typeof rotateWebhookSecret>, endpoint: Endpoint, at: number): Endpoint => {
  const overlapMs = (call.body?.overlapSeconds ?? OVERLAP_DEFAULT_SECONDS) * 1000;
  const after = rotated(endpoint, receiptIdOf(idempotentRequest(call)), overlapMs, at);
  if (after === undefined) throw tooMany();
  return after;
};

/** `POST /v1/webhook-endpoints/{id}/rotate-secret`: the old secret signs too until its overlap ends, whatever follows. */
export const rotateSecretRoute = (deps: WebhooksDeps): Route<typeof rotateWebhookSecret> =>
  route(rotateWebhookSecret, (call) =>
    answerWithSecret(deps, call, async (commit) => {
      const endpoint = await existingEndpoint(deps, call.caller.tenant, call.params.id);
      const at = deps.clock.now();
      const after = next(call, endpoint, at);
      const effect = { status: 200, body: hiddenAnswer(endpointView(after)), at, actions: [updating(deps, after)] };
      return (await commit(effect)).reply;
    }),
  );
