/** What API Gateway gives an issuer, and it does not ask twice (API Gateway guide, "Quotas": OpenID Connect discovery endpoint timeout). */
const GATEWAY_WAITS_MS = 1_500;

/** Whether a URL answers with 200 as fast as API Gateway wants it. */
export const answersInTime =
  (ask: typeof fetch) =>
  async (url: string): Promise<boolean> => {
    try {
      const answer = await ask(url, { signal: AbortSignal.timeout(GATEWAY_WAITS_MS), redirect: 'error' });
      await answer.arrayBuffer();
      return answer.status === 200;
    } catch {
      return false; // no name yet, no connection, too slow: all mean that the gateway would not get it either
    }
  };
