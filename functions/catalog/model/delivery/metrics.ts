import type { DeliveryRecord } from '../../../registry/contract/delivery-log.ts';
import { changesOf, type DeliveredChange } from './changes.ts';

/** A figure and how many changes it is made of; no figure where nothing happened to make it of. */
export interface Figure {
  readonly value: number | null;
  readonly of: number;
}

/** DORA's five metrics of one domain over a window: throughput first, then instability. */
export interface DeliveryMetrics {
  readonly domain: string;
  readonly from: string;
  readonly to: string;
  /** Median seconds from the commit to the deployment that brought it. */
  readonly changeLeadTimeSeconds: Figure;
  /** Changes a day that went live. */
  readonly deploymentsPerDay: Figure;
  /** Median seconds from a failed change's going live until a release from before it answered again. */
  readonly failedDeploymentRecoverySeconds: Figure;
  /** Share of changes, 0 to 1, that were rolled back or taken back by their canary. */
  readonly changeFailRate: Figure;
  /** Share of changes that mended a failure. */
  readonly reworkRate: Figure;
}

const DAY_MS = 86_400_000;

const median = (values: readonly number[]): Figure => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const [low, high] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  return { value: low === undefined || high === undefined ? null : (low + high) / 2, of: sorted.length };
};

const share = (changes: readonly DeliveredChange[], counts: (one: DeliveredChange) => boolean): Figure => ({
  value: changes.length === 0 ? null : changes.filter(counts).length / changes.length,
  of: changes.length,
});

const seconds = (from: string, to: string): number => (Date.parse(to) - Date.parse(from)) / 1000;

export interface Window {
  /** RFC 3339; included. */
  readonly from: string;
  /** RFC 3339; not included. */
  readonly to: string;
}

/**
 * Delivery of one domain from what its release log tells of it alone, oldest record first.
 *
 * @param committedAt when a commit was made, RFC 3339; undefined for what nobody knows, which then counts for no lead time
 */
export const deliveryMetrics = (
  domain: string,
  records: readonly DeliveryRecord[],
  { from, to }: Window,
  committedAt: (commit: string) => string | undefined,
): DeliveryMetrics => {
  const [start, end] = [Date.parse(from), Date.parse(to)];
  const within = changesOf(records).filter(({ at }) => Date.parse(at) >= start && Date.parse(at) < end);
  const live = within.filter((one) => one.live);
  const leads = live.flatMap(({ at, commit }) => {
    const made = commit === undefined ? undefined : committedAt(commit);
    return made === undefined ? [] : [Math.max(0, seconds(made, at))];
  });
  const recoveries = live.flatMap(({ at, restoredAt }) => (restoredAt === undefined ? [] : [seconds(at, restoredAt)]));
  const days = (end - start) / DAY_MS;
  return {
    domain,
    from,
    to,
    changeLeadTimeSeconds: median(leads),
    deploymentsPerDay: { value: days > 0 ? live.length / days : null, of: live.length },
    failedDeploymentRecoverySeconds: median(recoveries),
    changeFailRate: share(within, ({ failed }) => failed),
    reworkRate: share(within, ({ rework }) => rework),
  };
};
