import { type Answer, type Attempt, shownUrl } from '../../model/attempt.ts';
import type { AttemptResult } from '../../model/attempt-result.ts';
import type { Health } from '../../model/health.ts';
import { PATIENCE_MS } from '../../model/job.ts';
import { signatureHeaders } from '../../model/signature.ts';
import { readTarget } from '../../model/target.ts';
import type { DeliverDeps } from './deliver-deps.ts';
import type { Ready } from './prepare.ts';
import { noteImpatience, record } from './record.ts';

/** The URL is judged at each attempt: what was allowed when it was registered may not be any more. */
const post = async ({ store, send, policy, lane }: DeliverDeps, ready: Ready): Promise<Answer> => {
  const target = readTarget(ready.endpoint.url, policy);
  if ('refused' in target) return { status: undefined, error: 'address-forbidden', body: undefined };
  const headers = {
    'content-type': 'application/json',
    'user-agent': 'Folio-Webhooks/1',
    ...signatureHeaders(ready.delivery.eventId, store.clock.now(), ready.body, ready.secrets),
  };
  return send({ target, headers, body: ready.body, patienceMs: PATIENCE_MS[lane] });
};

/** What the log keeps of a request. */
const sent = ({ endpoint, body }: Ready) => ({ url: shownUrl(endpoint.url), bytes: Buffer.byteLength(body) });

/**
 * Makes an attempt, reports its result, and records it. A timeout of the brisk lane is no failure: the attempt is made again in the
 * patient lane, where the endpoint has 10 seconds.
 *
 * @param health of the endpoint, as it was when the slot was taken
 */
export const makeAttempt = async (
  deps: DeliverDeps,
  ready: Ready,
  health: Health,
  report: (result: AttemptResult) => void,
): Promise<void> => {
  const { store, lane } = deps;
  const at = store.clock.now();
  const answer = await post(deps, ready);
  const endedAt = store.clock.now();
  const latencyMs = Math.max(0, endedAt - at);
  const impatient = lane === 'brisk' && answer.error === 'timeout';
  // Two clocks measure: what got no answer took the whole patience.
  const took = answer.error === 'timeout' ? Math.max(latencyMs, PATIENCE_MS[lane]) : latencyMs;
  report({ error: answer.error, at: endedAt, latencyMs: took, impatient, waitMs: answer.waitMs });
  const attempt: Attempt = { ...answer, at, latencyMs, ...sent(ready) };
  await (impatient ? noteImpatience(deps, ready, attempt) : record(deps, ready, attempt, health));
};
