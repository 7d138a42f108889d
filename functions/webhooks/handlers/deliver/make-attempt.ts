import { type Answer, type Attempt, shownUrl } from '../../model/attempt.ts';
import { PATIENCE_MS } from '../../model/job.ts';
import { signatureHeaders } from '../../model/signature.ts';
import { readTarget } from '../../model/target.ts';
import { type Entered, leave } from '../../store/health.ts';
import { type DeliverDeps, remember } from './deliver-deps.ts';
import type { Ready } from './prepare.ts';
import { handOver, record } from './record.ts';
import { askToRevive } from './revive.ts';

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
 * Makes an attempt at the place that was taken for it. One that the brisk lane had no patience for is no failure: it is made
 * again in the patient lane, where the endpoint has its whole 10 seconds.
 */
export const makeAttempt = async (
  deps: DeliverDeps,
  ready: Ready,
  entered: Extract<Entered, { readonly kind: 'go' }>,
): Promise<void> => {
  const { store, lane } = deps;
  const at = store.clock.now();
  const answer = await post(deps, ready);
  const latencyMs = Math.max(0, store.clock.now() - at);
  const impatient = lane === 'brisk' && answer.error === 'timeout';
  const attempt: Attempt = { ...answer, at, latencyMs, ...sent(ready) };
  const learn = async () => {
    // Two clocks measure: what got no answer took the whole patience.
    const took = answer.error === 'timeout' ? Math.max(latencyMs, PATIENCE_MS[lane]) : latencyMs;
    const left = await leave(store, ready.job, entered, { error: answer.error, latencyMs: took, impatient });
    remember(deps, ready.job, left);
    if (left.back) await askToRevive(deps, ready.job);
  };
  const [learnt, told] = await Promise.allSettled([
    learn(),
    impatient ? handOver(deps, ready, attempt) : record(deps, ready, attempt, entered.health),
  ]);
  // The place comes back by time, and what waits has its own time; the record or the message must not be lost.
  if (learnt.status === 'rejected') deps.log.error('place not given back', { domain: 'webhooks' }, learnt.reason);
  if (told.status === 'rejected') throw told.reason;
};
