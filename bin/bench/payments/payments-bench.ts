import type { TemporaryCloud } from '../../client/temporary-cloud.ts';
import type { Terminal } from '../../client/terminal.ts';
import { type Figures, figuresTable } from '../figures.ts';
import { postRequest } from '../http-load.ts';
import { isMeasured, refusedCell } from '../refusals.ts';
import { account, CONNECTIONS, measure, openAccounts, SCENARIOS, type Scenario } from '../scenarios.ts';
import { ratioOfRounds } from '../statistics.ts';
import type { Aim } from '../targets.ts';
import { type SettledWithin, settledWithin } from './request-to-settled.ts';

export const PAYMENTS = 'payments';
const ROUNDS = 3;

/** Payments between the accounts of the ledger's own uniform transfers. */
const BOOK: Scenario = {
  name: 'payments over book',
  connections: CONNECTIONS,
  size: 1,
  request: (run, index, token) => {
    const [from, to] = [account(index * 7_919), account(index * 7_919 + 1 + (index % 998))];
    const body = `{"from":"${from}","to":{"account":"${to}"},"amount":"1","currency":"USD"}`;
    return postRequest('/v1/payments', token, `${run}-${index}`, body);
  },
};

export interface PaymentsFigures {
  readonly transfers: readonly Figures[];
  readonly book: readonly Figures[];
  readonly sandbox: SettledWithin;
  readonly aims: readonly Aim[];
}

const aimsOf = ({ transfers, book, sandbox }: Omit<PaymentsFigures, 'aims'>): readonly Aim[] => {
  const rounds = (of: (one: Figures) => number) =>
    [...transfers, ...book].every(({ statuses }) => isMeasured(statuses))
      ? ratioOfRounds(book.map((one, round) => [of(one), of(transfers[round] as Figures)]))
      : Number.NaN;
  return [
    {
      name: 'payments over book, to the ledger’s own transfers, a second',
      measured: rounds(({ perSecond }) => perSecond),
      ...{ target: 0.5, good: 'at least', unit: '' },
    },
    {
      name: 'CPU of a payment over book, to that of a transfer',
      measured: rounds(({ cpuMsPerTransfer }) => cpuMsPerTransfer),
      ...{ target: 2.5, good: 'at most', unit: '' },
    },
    {
      name: `sandbox at ${sandbox.perSecond}/s, from the request to settled, p99`,
      measured: isMeasured(sandbox.statuses) ? sandbox.p99Ms : Number.NaN,
      ...{ target: 1_000, good: 'at most', unit: 'ms' },
    },
  ];
};

/**
 * Payments beside what they are made of, round after round on one cloud, so that what the machine does meanwhile changes both. The CPU is
 * that of all that follows, too.
 */
export const paymentsBench = async (
  cloud: TemporaryCloud,
  { seconds, rounds = ROUNDS }: { readonly seconds: number; readonly rounds?: number },
  out: Terminal,
): Promise<PaymentsFigures> => {
  const api = await openAccounts(cloud, 0);
  const uniform = SCENARIOS.find(({ name }) => name === 'uniform') as Scenario;
  const [transfers, book]: [Figures[], Figures[]] = [[], []];
  for (let round = 1; round <= rounds; round += 1) {
    out.progress(`${PAYMENTS}: round ${round} of ${rounds} ...`);
    transfers.push(await measure(cloud, api, uniform, seconds));
    book.push(await measure(cloud, api, BOOK, seconds));
  }
  out.progress(`${PAYMENTS}: sandbox ...`);
  const sandbox = await settledWithin(cloud, api, seconds);
  const figures = { transfers, book, sandbox };
  return { ...figures, aims: aimsOf(figures) };
};

/** Of what was asked for; what has not settled a minute later is later than any that did. */
const sandboxLine = ({ perSecond, payments, unsettled, statuses, ...took }: SettledWithin): string => {
  const [p50, p99, longest] = [took.p50Ms, took.p99Ms, took.longestMs].map((ms) => `${ms.toFixed(0)} ms`);
  const left = unsettled === 0 ? '' : `, ${unsettled} not settled a minute after the load`;
  return `sandbox at ${perSecond}/s: ${payments} payments, p50 ${p50}, p99 ${p99}, longest ${longest}${left}; refused: ${refusedCell(statuses)}`;
};

export const paymentsTable = ({ transfers, book, sandbox }: PaymentsFigures): string =>
  `${figuresTable(transfers.flatMap((one, round) => [one, book[round] as Figures]))}\n\n${sandboxLine(sandbox)}`;
