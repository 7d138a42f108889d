import { BREAKS_AT } from '../../model/health.ts';
import { type Job, jobOf, type WakeUp } from '../../model/job.ts';
import { findHealth } from '../table/health-item.ts';
import type { DeliverDeps } from './deliver-deps.ts';
import { waitingDeliveries } from './waiting.ts';

/** Deliveries woken by one message, and the pause before the next page: an endpoint that has just come back is not run over. */
const PAGE = 100;
const PAUSE_SECONDS = 1;
/** Pages of one wake-up, so that a list that grows while it is read has an end. The rest comes at its own time. */
const PAGES_MAX = 1_000;

/** Asks to wake what waits for an endpoint that was down and is back. */
export const askToWake = ({ post }: DeliverDeps, { tenant, endpoint }: Job): Promise<void> =>
  post([{ lane: 'brisk', message: { tenant, revive: endpoint }, delaySeconds: 0 }]);

/**
 * Wakes the deliveries that wait for an endpoint, page by page and before their time, until it is down again: their next try
 * may be a day away. The messages are hints: what is lost here comes at its own time.
 */
export const wakeWaiting = async (
  { store, post }: DeliverDeps,
  { tenant, revive: endpoint, after, pages = 0 }: WakeUp,
): Promise<void> => {
  const { failures } = await findHealth(store, { tenant, endpoint });
  if (failures >= BREAKS_AT) return;
  const { deliveries, next } = await waitingDeliveries(store, { tenant, endpoint }, PAGE, after);
  await post(deliveries.map((delivery) => ({ lane: 'brisk', message: jobOf(delivery), delaySeconds: 0 })));
  if (next === undefined || pages + 1 >= PAGES_MAX) return;
  const message = { tenant, revive: endpoint, after: next, pages: pages + 1 };
  await post([{ lane: 'brisk', message, delaySeconds: PAUSE_SECONDS }]);
};
