import type { Keyed } from '../../../kernel/ask.ts';
import type { Reply } from '../../../kernel/call.ts';
import type { Plan } from '../../../kernel/once.ts';
import { revealedAnswer } from '../../model/webhook-secret.ts';
import { once, receiptIdOf } from '../../store/once.ts';
import type { WebhooksDeps } from './webhooks-deps.ts';

/** Does what `plan` says once, and puts the secret that belongs to the call into its answer, now and at each replay. */
export const answerWithSecret = async (deps: WebhooksDeps, call: Keyed, plan: Plan): Promise<Reply> => {
  const reply = await once(deps, call, plan);
  if (reply.status >= 400) return reply;
  const secret = await deps.secretOf(call.caller.tenant, receiptIdOf(call));
  return { ...reply, body: revealedAnswer(String(reply.body), secret) };
};
