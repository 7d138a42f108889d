import type { Reply } from '../../../kernel/core/call.ts';
import { type Attempt, exactlyOnce, findReceipt } from '../../../kernel/idempotency/exactly-once.ts';
import { idempotentRequest, type KeyedCall, receiptIdOf } from '../../../kernel/idempotency/idempotent-request.ts';
import { isAnothersAnswer } from '../../../kernel/idempotency/receipt.ts';
import { revealedAnswer } from '../../../kernel/values/secret.ts';
import { webhookSecretText } from '../../model/webhook-secret.ts';
import { RECEIPTS } from '../../store/table/keys.ts';
import type { WebhooksDeps } from './deps.ts';

/**
 * Does what `attempt` commits once, and puts the secret that belongs to the call into its answer, now and at each replay by the same
 * client. Another client of the tenant that sends the same request gets the answer with an empty place for it.
 */
export const answerWithSecret = async (deps: WebhooksDeps, call: KeyedCall, attempt: Attempt): Promise<Reply> => {
  const reply = await exactlyOnce(deps, RECEIPTS, idempotentRequest(call), attempt);
  if (reply.status >= 400) return reply;
  const { tenant, clientId } = call.caller;
  const id = receiptIdOf(idempotentRequest(call));
  if (await isAnothersAnswer(reply, clientId, () => findReceipt(deps, RECEIPTS.form, RECEIPTS.keyOf(tenant, id))))
    return reply;
  const secret = webhookSecretText(await deps.secretOf(tenant, id));
  return { ...reply, body: revealedAnswer(String(reply.body), secret) };
};
