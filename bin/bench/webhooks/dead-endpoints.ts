import * as z from 'zod';
import type { Api } from '../../client/api.ts';
import { account } from '../scenarios.ts';
import { median } from '../statistics.ts';
import type { Aim } from '../targets.ts';
import { register, unregister } from './endpoints.ts';
import type { Receivers } from './receivers.ts';

const TARGET = 1.2;

/** How large the comparison is. */
export interface Fleet {
  readonly events: number;
  readonly well: number;
  /** Of three, one takes connections and never answers, one refuses them, and one answers after 300 to 800 ms. */
  readonly dead: number;
}

/** 10,000 deliveries, of which 1,000 go to the dead. */
export const FLEET: Fleet = { events: 100, well: 90, dead: 10 };
/** Without a result of their own: they show each function and each endpoint what is to come. */
const WARM_UP_EVENTS = 5;

export interface DeadEndpoints {
  readonly deliveries: number;
  /** From the first transfer to the last arrival at those that are well: alone, before and after; and beside the dead. */
  readonly aloneMs: readonly number[];
  readonly besideDeadMs: number;
  readonly ratio: number;
  readonly repeats: number;
  /** Transfers without which the times are of fewer events. */
  readonly refused: number;
}

const bulkAnswer = z.object({ results: z.array(z.object({ status: z.number() })) });

/** Makes the events at once: one request with a transfer for each. How many of them were made. */
const makeEvents = async (api: Api, run: string, count: number): Promise<number> => {
  const transactions = Array.from({ length: count }, (_, index) => ({
    key: `${run}-${index}`,
    currency: 'USD',
    postings: [{ from: account(2 * index), to: account(2 * index + 1), amount: '1' }],
  }));
  const body = { mode: 'independent' as const, transactions };
  const { results } = await api.ask((folio) => folio.POST('/v1/transactions/bulk', { body }), bulkAnswer);
  return results.filter(({ status }) => status === 201).length;
};

const urlsOfDead = (receivers: Receivers, count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => {
    const { hanging, refusing, slow } = receivers;
    return [hanging, refusing, slow][index % 3] ?? hanging;
  });

/**
 * Whether dead endpoints delay the others: the same events for those that are well alone, then with the dead beside them, whom
 * nobody knows yet, and then alone again, so that a machine that becomes faster or slower meanwhile is in no one's favour.
 */
export const deadEndpoints = async (api: Api, receivers: Receivers, fleet: Fleet = FLEET): Promise<DeadEndpoints> => {
  const stamp = Date.now().toString(36);
  let [repeats, refused] = [0, 0];
  const send = async (name: string, events = fleet.events): Promise<number> => {
    await receivers.forget();
    const from = Date.now();
    const made = await makeEvents(api, `${stamp}-${name}`, events);
    const arrivals = await receivers.arrived(made * fleet.well);
    refused += events - made;
    repeats += arrivals.repeats;
    return arrivals.lastAt - from;
  };
  const urls = Array.from({ length: fleet.well }, (_, index) => receivers.answering(index));
  const well = await register(api, urls, 'ledger.TransactionPosted');
  try {
    await send('warm', WARM_UP_EVENTS);
    const before = await send('before');
    const dead = await register(api, urlsOfDead(receivers, fleet.dead), 'ledger.TransactionPosted');
    const besideDeadMs = await send('beside');
    await unregister(api, dead);
    const aloneMs = [before, await send('after')];
    const deliveries = fleet.events * (fleet.well + fleet.dead);
    return { deliveries, aloneMs, besideDeadMs, ratio: besideDeadMs / median(aloneMs), repeats, refused };
  } finally {
    await unregister(api, well);
  }
};

export const deadEndpointsAim = ({ ratio, deliveries, refused }: DeadEndpoints): Aim => ({
  name: `${deliveries} deliveries beside dead endpoints, of the time alone`,
  measured: refused === 0 ? ratio : Number.NaN,
  target: TARGET,
  good: 'at most',
  unit: 'x',
});
