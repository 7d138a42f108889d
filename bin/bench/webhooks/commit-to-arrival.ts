import type { Api } from '../../client/api.ts';
import type { TemporaryCloud } from '../../client/temporary-cloud.ts';
import { runSteadyLoad } from '../http-load.ts';
import { doneOf, isMeasured, type Statuses } from '../refusals.ts';
import { relayBacklog } from '../relay-backlog.ts';
import { uniformRequest } from '../scenarios.ts';
import { percentile, rising } from '../statistics.ts';
import type { Aim } from '../targets.ts';
import { warmUpMs } from '../warm-up.ts';
import { register, unregister } from './endpoints.ts';
import type { Receivers } from './receivers.ts';

const PER_SECOND = 100;
const CONNECTIONS = 16;
/** Long enough for every function on the way to be warm and for the endpoint to have proved quick. */
const WARM_UP_MS = 4_000;
const TARGET_MS = 1_000;

export interface CommitToArrival {
  readonly events: number;
  readonly repeats: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
  readonly longestMs: number;
  /** Of the transfers that were asked for. */
  readonly statuses: Statuses;
}

/**
 * How long an event takes to a client's server, at a steady rate of transfers with one endpoint for all of the ledger's events.
 * An event bears the time at which its transfer was decided, which is shortly before the commit: so the commit is in the figure.
 */
export const commitToArrival = async (
  cloud: TemporaryCloud,
  api: Api,
  receivers: Receivers,
  seconds: number,
): Promise<CommitToArrival> => {
  const token = await api.token();
  const port = Number(new URL(cloud.local.url).port);
  const run = Date.now().toString(36);
  const backlog = relayBacklog(cloud.dataDir);
  const load = async (name: string, length: number) => {
    await backlog.drained();
    await receivers.forget();
    const count = PER_SECOND * length;
    const request = (index: number) => uniformRequest(`${run}-${name}`, index, token);
    const { statuses } = await runSteadyLoad({ port, connections: CONNECTIONS, perSecond: PER_SECOND, count, request });
    return { ...(await receivers.arrived(doneOf(statuses))), statuses };
  };
  const endpoints = await register(api, [receivers.answering(0)], 'ledger.*');
  try {
    await load('warm', warmUpMs(WARM_UP_MS, seconds) / 1000);
    const { distinct, repeats, latenciesMs, statuses } = await load('run', seconds);
    const sorted = rising(latenciesMs);
    const at = (fraction: number) => percentile(sorted, fraction);
    return { events: distinct, repeats, p50Ms: at(0.5), p95Ms: at(0.95), p99Ms: at(0.99), longestMs: at(1), statuses };
  } finally {
    await unregister(api, endpoints);
    backlog.close();
  }
};

export const commitToArrivalAim = ({ p99Ms, statuses }: CommitToArrival): Aim => ({
  name: `commit to arrival at ${PER_SECOND} transfers/s, p99`,
  measured: isMeasured(statuses) ? p99Ms : Number.NaN,
  target: TARGET_MS,
  good: 'at most',
  unit: 'ms',
});
