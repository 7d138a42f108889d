import { randomUUID } from 'node:crypto';
import { fetchToken } from '../../client/api.ts';
import { localTarget } from '../../client/find-target.ts';
import type { TemporaryCloud } from '../../client/temporary-cloud.ts';
import { type LoadResult, postRequest, runSteadyLoad } from '../http-load.ts';
import type { Statuses } from '../refusals.ts';
import { percentile, rising } from '../statistics.ts';
import type { FairArrivals } from './arrivals.ts';

/** Items a second of each tenant, on the cloud that is measured. */
export const BUDGET = 50;
/** What the noisy tenant asks for: ten times as much, by bulk requests. */
export const BULK = 100;
const BULKS_PER_SECOND = (10 * BUDGET) / BULK;
/** What the quiet one does meanwhile: enough events for a 99th percentile that is not the slowest of all. */
const QUIET_PER_SECOND = 20;
/** Of the load generator, each with one request under way. */
const CONNECTIONS = 8;
/** After a phase, for the last events of it: longer than a message stays hidden whose run was lost on a busy machine. */
const ARRIVE_WITHIN_MS = 120_000;

/** What a tenant met in one phase. */
export interface Phase {
  /** Median of its transfers, and 99th percentile of its events' ages at their arrival; of none of them infinite. */
  readonly transferMs: number;
  readonly eventMs: number;
  readonly statuses: Statuses;
  /** Transfers made whose events did not come. */
  readonly missing: number;
}

const portOf = (cloud: TemporaryCloud): number => Number(new URL(cloud.local.url).port);
const transfer = (from: string, to: string) => ({ currency: 'USD', postings: [{ from, to, amount: '1' }] });

/** One token for a phase: each is far shorter than a token lives. */
const tokenOf = async (cloud: TemporaryCloud, tenant: number): Promise<string> => {
  const target = localTarget(cloud.local, cloud.dataDir, cloud.local.tenants[tenant]?.tenant ?? '');
  return (await fetchToken(target)).token;
};

const orInfinite = (values: readonly number[], fraction: number): number =>
  values.length === 0 ? Number.POSITIVE_INFINITY : percentile(rising(values), fraction);

/** Transfers by the clock for so many seconds, and their events; nothing is tried again. */
export const quietPhase = async (
  cloud: TemporaryCloud,
  arrivals: FairArrivals,
  { tenant, account, seconds }: { readonly tenant: number; readonly account: string; readonly seconds: number },
): Promise<Phase> => {
  const token = await tokenOf(cloud, tenant);
  const body = JSON.stringify(transfer('@world', account));
  arrivals.taken();
  const { latenciesMs, statuses } = await runSteadyLoad({
    port: portOf(cloud),
    connections: CONNECTIONS,
    perSecond: QUIET_PER_SECOND,
    count: QUIET_PER_SECOND * seconds,
    request: () => postRequest('/v1/transactions', token, randomUUID(), body),
  });
  const made = statuses[201] ?? 0;
  await arrivals.reached(made, ARRIVE_WITHIN_MS);
  const ages = arrivals.taken();
  const missing = Math.max(0, made - ages.length);
  // One that does not come is later than any that does.
  const all = [...ages, ...Array.from({ length: missing }, () => Number.POSITIVE_INFINITY)];
  return { transferMs: orInfinite(latenciesMs, 0.5), eventMs: orInfinite(all, 0.99), statuses, missing };
};

/** Ten times a tenant's budget by the clock, for so many seconds, whatever is answered. */
export const noise = async (
  cloud: TemporaryCloud,
  { tenant, seconds }: { readonly tenant: number; readonly seconds: number },
): Promise<LoadResult> => {
  const token = await tokenOf(cloud, tenant);
  const bulk = () => {
    const transactions = Array.from({ length: BULK }, () => ({ ...transfer('@world', '@sink'), key: randomUUID() }));
    return JSON.stringify({ mode: 'independent', transactions });
  };
  return runSteadyLoad({
    port: portOf(cloud),
    connections: CONNECTIONS,
    perSecond: BULKS_PER_SECOND,
    count: Math.ceil(BULKS_PER_SECOND * seconds),
    request: () => postRequest('/v1/transactions/bulk', token, undefined, bulk()),
  });
};
