import { Api } from '../client/api.ts';
import { localTarget } from '../client/find-target.ts';
import type { TemporaryCloud } from '../client/temporary-cloud.ts';
import type { Figures } from './figures.ts';
import { type LoadResult, postRequest, runLoad } from './http-load.ts';
import { treeUse } from './processes.ts';
import { doneOf, refusedOf } from './refusals.ts';
import { type RelayBacklog, relayBacklog } from './relay-backlog.ts';
import { percentile, rising } from './statistics.ts';
import { warmUpMs } from './warm-up.ts';

export const ACCOUNTS = 1000;
export const CONNECTIONS = 32;
const BULK_SIZE = 100;
const SETUP_WIDTH = 16;
const MEMORY_EVERY_MS = 250;
/** Long enough for eight cold environments and for the compiler to have seen every hot path. */
const WARM_UP_MS = 4_000;

export interface Scenario {
  readonly name: string;
  readonly connections: number;
  /** Transfers in one request. */
  readonly size: number;
  readonly request: (run: string, index: number, token: string) => string;
}

export const account = (index: number): string => `bench-${index % ACCOUNTS}`;

/** Spreads indexes over the accounts, so that neighbours in time are strangers in the table. */
const scattered = (index: number): number => (index * 7_919 + (index >> 3) * 104_729) % ACCOUNTS;

const transfer = (from: string, to: string): string =>
  `{"currency":"USD","postings":[{"from":"${from}","to":"${to}","amount":"1"}]}`;

const single = (run: string, index: number, token: string, from: string, to: string): string =>
  postRequest('/v1/transactions', token, `${run}-${index}`, transfer(from, to));

/** A transfer between two accounts that are strangers to those of its neighbours. */
export const uniformRequest = (run: string, index: number, token: string): string =>
  single(run, index, token, ...uniform(index));

const uniform = (index: number): readonly [string, string] => {
  const from = scattered(index);
  return [account(from), account(from + 1 + (index % (ACCOUNTS - 1)))];
};

const bulkBody = (run: string, index: number): string => {
  const items = Array.from({ length: BULK_SIZE }, (_, place) => {
    const [from, to] = uniform(index * BULK_SIZE + place);
    return `{"key":"${run}-${index}-${place}",${transfer(from, to).slice(1)}`;
  });
  return `{"mode":"independent","transactions":[${items.join()}]}`;
};

export const SCENARIOS: readonly Scenario[] = [
  {
    name: 'uniform',
    connections: CONNECTIONS,
    size: 1,
    request: uniformRequest,
  },
  {
    name: 'one hot account',
    connections: CONNECTIONS,
    size: 1,
    request: (run, index, token) =>
      single(run, index, token, account(0), account(1 + (scattered(index) % (ACCOUNTS - 1)))),
  },
  {
    name: `bulk of ${BULK_SIZE}`,
    connections: 4,
    size: BULK_SIZE,
    request: (run, index, token) => postRequest('/v1/transactions/bulk', token, undefined, bulkBody(run, index)),
  },
  {
    name: 'one connection',
    connections: 1,
    size: 1,
    request: uniformRequest,
  },
];

/** Opens the accounts, with money enough that no transfer is refused. */
export const openAccounts = async (cloud: TemporaryCloud, tenant: number): Promise<Api> => {
  const name = cloud.local.tenants[tenant]?.tenant;
  if (name === undefined) throw new Error('the local cloud has two tenants');
  const api = new Api(localTarget(cloud.local, cloud.dataDir, name));
  let next = 0;
  const worker = async () => {
    while (next < ACCOUNTS) {
      const id = account(next);
      next += 1;
      const body = { id, currency: 'USD', overdraft: 'unlimited' };
      const answer = await api.call({ method: 'POST', path: '/v1/accounts', body, key: id });
      if (answer.status !== 201) throw new Error(`no account: ${answer.status} ${JSON.stringify(answer.body)}`);
    }
  };
  await Promise.all(Array.from({ length: SETUP_WIDTH }, worker));
  return api;
};

/** The load, then the relay's rest of it: what the figures have to account for. */
export const loadAndDrain = async (load: () => Promise<LoadResult>, backlog: RelayBacklog, pid: number) => {
  let peak = 0;
  const watch = setInterval(() => {
    peak = Math.max(peak, treeUse(pid).residentBytes);
  }, MEMORY_EVERY_MS);
  try {
    const [before, own] = [treeUse(pid), process.cpuUsage()];
    const result = await load();
    const client = process.cpuUsage(own);
    const behind = backlog.records();
    const drainMs = await backlog.drained();
    const after = treeUse(pid);
    return {
      result,
      behind,
      drainMs,
      cpuMs: after.cpuMs - before.cpuMs,
      storeCpuMs: after.storeCpuMs - before.storeCpuMs,
      clientCpuMs: (client.user + client.system) / 1000,
      peakBytes: Math.max(peak, after.residentBytes),
    };
  } finally {
    clearInterval(watch);
  }
};

type Measured = Awaited<ReturnType<typeof loadAndDrain>>;

/**
 * Runs one scenario against the cloud, after a warm-up whose relaying is done too, and measures the server's whole process
 * tree until the last entry of the last transfer is written and the last event published.
 */
export const measure = async (
  cloud: TemporaryCloud,
  api: Api,
  scenario: Scenario,
  seconds: number,
): Promise<Figures> => {
  const port = Number(new URL(cloud.local.url).port);
  const token = await api.token();
  const load = (run: string, durationMs: number) => (): Promise<LoadResult> =>
    runLoad({
      port,
      connections: scenario.connections,
      durationMs,
      request: (index) => scenario.request(run, index, token),
    });
  const run = Date.now().toString(36);
  const backlog = relayBacklog(cloud.dataDir);
  try {
    await load(`${run}-warm`, warmUpMs(WARM_UP_MS, seconds))();
    await backlog.drained();
    return figuresOf(scenario, await loadAndDrain(load(run, seconds * 1000), backlog, cloud.local.pid));
  } finally {
    backlog.close();
  }
};

/** Of what was done. What was refused stands in the row: a busy machine is a finding, and no reason to measure nothing more. */
export const figuresOf = (scenario: Scenario, measured: Measured): Figures => {
  const { result } = measured;
  const sorted = rising(result.latenciesMs);
  const transfers = doneOf(result.statuses) * scenario.size;
  const at = (fraction: number) => (sorted.length === 0 ? Number.NaN : percentile(sorted, fraction));
  return {
    name: scenario.name,
    transfers,
    perSecond: (transfers * 1000) / result.elapsedMs,
    p50Ms: at(0.5),
    p95Ms: at(0.95),
    p99Ms: at(0.99),
    cpuMsPerTransfer: measured.cpuMs / transfers,
    storeCpuMsPerTransfer: measured.storeCpuMs / transfers,
    clientCpuMsPerTransfer: measured.clientCpuMs / transfers,
    recordsBehind: measured.behind,
    drainMs: measured.drainMs ?? null,
    peakMegabytes: measured.peakBytes / 1e6,
    refused: refusedOf(result.statuses),
    statuses: result.statuses,
  };
};
