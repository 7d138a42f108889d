import { Api } from '../../client/api.ts';
import { localTarget } from '../../client/find-target.ts';
import { CommandFailure } from '../../client/problem-error.ts';
import type { TemporaryCloud } from '../../client/temporary-cloud.ts';
import { added, refusedOf, type Statuses } from '../refusals.ts';
import { relayBacklog } from '../relay-backlog.ts';
import { median } from '../statistics.ts';
import type { Aim } from '../targets.ts';
import { startArrivals } from './arrivals.ts';
import { BUDGET, BULK, noise, type Phase, quietPhase } from './phase.ts';

const [QUIET, NOISY] = [0, 1];
const ACCOUNT = 'quiet';
/** What a tenant may have at once is 2,000 items at least: at ten times its budget that is spent in four seconds. */
const SPENDING_SECONDS = 6;
/** How much longer the noisy load lasts than the quiet one, so that the last events arrive beside it too. */
const BEYOND_SECONDS = 2;

export interface Fairness {
  /** Of the quiet tenant, round after round. */
  readonly alone: readonly Phase[];
  readonly beside: readonly Phase[];
  /** Of the noisy tenant: answers by status, and items that it got a second in the long run. */
  readonly noisy: Statuses;
  readonly noisyPerSecond: number;
}

/** An account, and an endpoint for what happens to it. */
const prepare = async (cloud: TemporaryCloud, url: string): Promise<void> => {
  const api = new Api(localTarget(cloud.local, cloud.dataDir, cloud.local.tenants[QUIET]?.tenant ?? ''));
  const asked = [
    { path: '/v1/accounts', body: { id: ACCOUNT, currency: 'USD' } },
    { path: '/v1/webhook-endpoints', body: { url, events: ['ledger.TransactionPosted'] } },
  ];
  for (const { path, body } of asked) {
    const { status, told } = await api.call({ method: 'POST', path, body, key: ACCOUNT });
    if (status !== 201) throw new CommandFailure(`${told}, before anything was measured.`);
  }
};

/**
 * A quiet tenant alone and beside one that asks for ten times its budget, round after round on one cloud, so that what the
 * machine does meanwhile changes both. The burst of the noisy one is spent before.
 */
export const fairness = async (cloud: TemporaryCloud, seconds: number, rounds = 3): Promise<Fairness> => {
  const arrivals = await startArrivals();
  const backlog = relayBacklog(cloud.dataDir);
  const quiet = { tenant: QUIET, account: ACCOUNT };
  let noisy: Statuses = {};
  const [alone, beside]: [Phase[], Phase[]] = [[], []];
  let taken = 0;
  const loudly = async (loudSeconds: number): Promise<void> => {
    const { statuses } = await noise(cloud, { tenant: NOISY, seconds: loudSeconds });
    noisy = added(noisy, statuses);
    taken += BULK * (statuses[200] ?? 0);
  };
  try {
    await prepare(cloud, arrivals.url);
    await quietPhase(cloud, arrivals, { ...quiet, seconds: 2 });
    await noise(cloud, { tenant: NOISY, seconds: SPENDING_SECONDS });
    const from = performance.now();
    for (let round = 0; round < rounds; round += 1) {
      // What is left of one round is no part of the next one's quiet.
      await backlog.drained();
      alone.push(await quietPhase(cloud, arrivals, { ...quiet, seconds }));
      // What it has saved meanwhile is spent first: a tenth of the time at ten times its budget, and some more.
      await loudly(1 + seconds / 5);
      await backlog.drained();
      const loud = loudly(seconds + BEYOND_SECONDS);
      beside.push(await quietPhase(cloud, arrivals, { ...quiet, seconds }).finally(() => loud));
    }
    const noisyPerSecond = (1_000 * taken) / (performance.now() - from);
    return { alone, beside, noisy, noisyPerSecond };
  } finally {
    backlog.close();
    await arrivals.stop();
  }
};

/** The median of the rounds' ratios; infinite where a round has nothing to be measured by. */
const ratio = ({ alone, beside }: Fairness, of: 'transferMs' | 'eventMs'): number =>
  median(beside.map((phase, round) => phase[of] / (alone[round]?.[of] || Number.NaN))) || Number.POSITIVE_INFINITY;

const sum = (values: readonly number[]): number => values.reduce((all, one) => all + one, 0);

export const fairnessAims = (fair: Fairness): readonly Aim[] => [
  {
    name: 'events beside a tenant at ten times its budget, p99, to alone',
    measured: ratio(fair, 'eventMs'),
    target: 2,
    good: 'at most',
    unit: '',
  },
  {
    name: 'transfers beside it, p50, to alone',
    measured: ratio(fair, 'transferMs'),
    target: 1.5,
    good: 'at most',
    unit: '',
  },
  {
    name: 'of these, transfers refused and events that did not come',
    measured: sum(fair.beside.map(({ statuses, missing }) => refusedOf(statuses) + missing)),
    target: 0,
    good: 'at most',
    unit: '',
  },
  {
    name: 'what the noisy tenant got, to its budget',
    measured: fair.noisyPerSecond / BUDGET,
    target: 1.1,
    good: 'at most',
    unit: '',
  },
];

const ms = (values: readonly number[]): string => values.map((value) => `${value.toFixed(0)} ms`).join(', ');

const answers = (all: readonly Phase['statuses'][]): string => {
  const statuses = [...new Set(all.flatMap((one) => Object.keys(one).map(Number)))].sort((a, b) => a - b);
  return statuses.map((status) => `${status} ${sum(all.map((one) => one[status] ?? 0))} times`).join(', ');
};

/** What the ratios are made of. */
export const fairnessDetails = ({ alone, beside, noisy }: Fairness): string =>
  [
    `events, p99: alone ${ms(alone.map(({ eventMs }) => eventMs))}; beside ${ms(beside.map(({ eventMs }) => eventMs))}`,
    `transfers, p50: alone ${ms(alone.map(({ transferMs }) => transferMs))}; beside ${ms(beside.map(({ transferMs }) => transferMs))}`,
    `the quiet tenant was answered ${answers([...alone, ...beside].map(({ statuses }) => statuses))}; ${sum([...alone, ...beside].map(({ missing }) => missing))} of its events did not come`,
    `the noisy tenant was answered ${answers([noisy])}`,
  ].join('\n');
