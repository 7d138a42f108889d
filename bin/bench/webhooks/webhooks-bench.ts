import type { Api } from '../../client/api.ts';
import type { TemporaryCloud } from '../../client/temporary-cloud.ts';
import type { Terminal } from '../../client/terminal.ts';
import type { Attempt } from '../not-measured.ts';
import { refusedCell } from '../refusals.ts';
import { openAccounts } from '../scenarios.ts';
import { type Aim, aimsTable } from '../targets.ts';
import { type BesideTheLedger, besideTheLedger, besideTheLedgerAim } from './beside-the-ledger.ts';
import { type CommitToArrival, commitToArrival, commitToArrivalAim } from './commit-to-arrival.ts';
import { type DeadEndpoints, deadEndpoints, deadEndpointsAim, FLEET, type Fleet } from './dead-endpoints.ts';
import { type Receivers, startReceivers } from './receivers.ts';

export interface WebhooksFigures {
  readonly besideTheLedger?: BesideTheLedger;
  readonly commitToArrival?: CommitToArrival;
  readonly deadEndpoints?: DeadEndpoints;
  readonly aims: readonly Aim[];
}

const NAMES = {
  besideTheLedger: 'webhooks beside the ledger',
  commitToArrival: 'webhooks from commit to arrival',
  deadEndpoints: 'webhooks with dead endpoints',
} as const;

export interface WebhooksBenchOptions {
  readonly seconds: number;
  readonly wanted: (name: string) => boolean;
  readonly fleet?: Fleet;
  /** Does one of the three; what is left out throws. */
  readonly attempt?: Attempt;
}

export const WEBHOOKS_NAMES: readonly string[] = Object.values(NAMES);

export const isWebhooksWanted = (wanted: WebhooksBenchOptions['wanted']): boolean => WEBHOOKS_NAMES.some(wanted);

type Measured = Omit<WebhooksFigures, 'aims'>;

/** One after the other, and the dead endpoints last: their retries go on for a while. */
const measureAll = async (
  cloud: TemporaryCloud,
  api: Api,
  receivers: Receivers,
  { seconds, wanted, fleet = FLEET, attempt = (_, work) => work() }: WebhooksBenchOptions,
  out: Terminal,
): Promise<Measured> => {
  const measure = async <T>(name: string, work: () => Promise<T>): Promise<T | undefined> => {
    if (!wanted(name)) return undefined;
    out.progress(`${name} ...`);
    return attempt(name, work);
  };
  const beside = await measure(NAMES.besideTheLedger, () => besideTheLedger(cloud, api, seconds));
  const arrival = await measure(NAMES.commitToArrival, () => commitToArrival(cloud, api, receivers, seconds));
  const dead = await measure(NAMES.deadEndpoints, () => deadEndpoints(api, receivers, fleet));
  return {
    ...(beside === undefined ? {} : { besideTheLedger: beside }),
    ...(arrival === undefined ? {} : { commitToArrival: arrival }),
    ...(dead === undefined ? {} : { deadEndpoints: dead }),
  };
};

const aimsOf = ({ besideTheLedger: beside, commitToArrival: arrival, deadEndpoints: dead }: Measured): Aim[] => [
  ...(arrival === undefined ? [] : [commitToArrivalAim(arrival)]),
  ...(dead === undefined ? [] : [deadEndpointsAim(dead)]),
  ...(beside === undefined ? [] : [besideTheLedgerAim(beside)]),
];

const ms = (value: number): string => `${value.toFixed(0)} ms`;

const details = ({ besideTheLedger: beside, commitToArrival: arrival, deadEndpoints: dead }: Measured): string[] => [
  ...(arrival === undefined
    ? []
    : [
        `commit to arrival: ${arrival.events} events, p50 ${ms(arrival.p50Ms)}, p95 ${ms(arrival.p95Ms)}, ` +
          `p99 ${ms(arrival.p99Ms)}, longest ${ms(arrival.longestMs)}; ${arrival.repeats} came more than once, ` +
          `transfers refused: ${refusedCell(arrival.statuses)}`,
      ]),
  ...(dead === undefined
    ? []
    : [
        `those that are well: alone ${dead.aloneMs.map(ms).join(' and ')}, beside the dead ${ms(dead.besideDeadMs)}; ` +
          `${dead.repeats} came more than once, transfers refused: ${dead.refused}`,
      ]),
  ...(beside === undefined
    ? []
    : [
        `transfers/s: ${beside.withPerSecond.toFixed(0)} with relay and webhooks, ${beside.withoutPerSecond.toFixed(0)} ` +
          `without (CPU ${beside.withCpuMs.toFixed(2)} and ${beside.withoutCpuMs.toFixed(2)} ms each); ${beside.recordsBehind} records behind at the end, caught up with in ${ms(beside.drainMs)}; refused: ${refusedCell(beside.statuses)}`,
      ]),
];

/** What webhooks promise, measured on a running cloud; each figure beside its target. */
export const benchWebhooks = async (
  cloud: TemporaryCloud,
  options: WebhooksBenchOptions,
  out: Terminal,
): Promise<WebhooksFigures> => {
  const api = await openAccounts(cloud, 0);
  const receivers = await startReceivers();
  try {
    const measured = await measureAll(cloud, api, receivers, options, out);
    const aims = aimsOf(measured);
    out.line(`${aimsTable(aims)}\n${details(measured).join('\n')}\n`);
    return { ...measured, aims };
  } finally {
    await receivers.stop();
  }
};
