import type { Delivery } from './delivery.ts';
import { DELAY_MAX_MS } from './schedule.ts';

/** The metric that tells how late the fallback schedule is, in ms: lib/webhooks has a CloudWatch alarm on it. */
export const FALLBACKS_LATE = 'AlarmsLate';

/** For how long a message in the queue is trusted to come, before the table's own fallback schedule sends another one. */
const TRUSTED_MS = 5 * 60_000;
const TRUSTED_MAX_MS = 6 * 3_600_000;

/** When the fallback schedule looks at what is pending: after the message, where there is one; else in time to send it. */
export const fallbackAt = ({ nextAt }: Pick<Delivery, 'nextAt'>, now: number): number | undefined => {
  if (nextAt === undefined) return undefined;
  return nextAt - now <= DELAY_MAX_MS ? nextAt + TRUSTED_MS : nextAt;
};

/**
 * When it looks again after it has sent a message. Each time it waits as long as the delivery is late already. So a delivery that
 * waits for a slot, or in a long queue, has ten messages in its first day, not three hundred.
 */
export const nextFallbackAt = ({ nextAt = 0 }: Pick<Delivery, 'nextAt'>, now: number): number => {
  const lateMs = Math.max(TRUSTED_MS, now - nextAt);
  return Math.max(nextAt, now) + Math.min(lateMs, TRUSTED_MAX_MS);
};
