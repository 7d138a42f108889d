import { Refusal } from '../../../kernel/core/problem.ts';
import { webhookProblems } from '../../contract/problems.ts';
import { chooseAddress, isOutOfReach, readTarget } from '../../model/target.ts';
import type { WebhooksDeps } from './deps.ts';

/** A resolver that takes longer leaves the answer to the connection. */
const LOOKUP_MS = 2_000;

const OUT_OF_REACH = 'The host has addresses of IPv6 only, and webhooks are sent over IPv4: give it an A record.';

/**
 * Refuses a URL that nothing is sent to. A name without an address is accepted, since it may have one by the first event. Each
 * connection checks everything again, and an unknown name gets nothing.
 */
export const checkedUrl = async ({ policy, resolve }: WebhooksDeps, url: string): Promise<void> => {
  const target = readTarget(url, policy);
  if ('refused' in target) {
    throw new Refusal(webhookProblems[`webhook-url-${target.refused}`], target.why, [
      { pointer: '/url', detail: target.why },
    ]);
  }
  const addresses = await resolve(target.host, AbortSignal.timeout(LOOKUP_MS));
  if (addresses === undefined || addresses.length === 0) return;
  if (chooseAddress(target, addresses, policy) === undefined) {
    const why = isOutOfReach(addresses, policy)
      ? OUT_OF_REACH
      : 'The host has an address that is private, local or reserved.';
    throw new Refusal(webhookProblems['webhook-url-forbidden'], why, [{ pointer: '/url', detail: why }]);
  }
};
