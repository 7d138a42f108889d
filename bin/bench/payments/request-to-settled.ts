import { setTimeout as pause } from 'node:timers/promises';
import * as z from 'zod';
import type { Api } from '../../client/api.ts';
import { CommandFailure } from '../../client/problem-error.ts';
import type { TemporaryCloud } from '../../client/temporary-cloud.ts';
import { relayBacklog } from '../relay-backlog.ts';
import { account } from '../scenarios.ts';
import { percentile, rising } from '../statistics.ts';

const PER_SECOND = 50;
const WARM_UP_SECONDS = 3;
const SETTLED_WITHIN_MS = 60_000;
const LOOK_MS = 250;
const READS_AT_ONCE = 8;

export interface SettledWithin {
  readonly perSecond: number;
  readonly payments: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly longestMs: number;
}

const payment = z.looseObject({
  id: z.string(),
  state: z.string(),
  timeline: z.array(z.looseObject({ step: z.string(), at: z.string() })),
});

interface Asked {
  readonly id: string;
  /** When the request was sent, by the machine's clock. */
  readonly at: number;
}

/** Payments to the sandbox's bank, by the clock, whether what answers keeps up or not. */
const ask = async (api: Api, run: string, seconds: number): Promise<readonly Asked[]> => {
  const start = Date.now();
  const all = Array.from({ length: PER_SECOND * seconds }, async (_, index): Promise<Asked> => {
    const due = start + (index * 1000) / PER_SECOND;
    await pause(due - Date.now());
    const body = {
      from: account(index),
      to: { rail: 'sandbox', destination: 'ok' },
      amount: '1',
      currency: 'USD',
    };
    const { id } = await api.get({ method: 'POST', path: '/v1/payments', body, key: `${run}-${index}` }, payment);
    return { id, at: due };
  });
  return Promise.all(all);
};

/** How long it took to the settlement that its timeline has, in ms. */
const settledAfter = async (api: Api, { id, at }: Asked): Promise<number> => {
  const until = Date.now() + SETTLED_WITHIN_MS;
  for (;;) {
    const one = await api.get({ method: 'GET', path: `/v1/payments/${id}` }, payment);
    const settled = one.timeline.find(({ step }) => step === 'settled');
    if (settled !== undefined) return Date.parse(settled.at) - at;
    if (Date.now() > until) throw new CommandFailure(`${id} is still ${one.state} a minute after the load.`);
    await pause(LOOK_MS);
  }
};

const readAll = async (api: Api, asked: readonly Asked[]): Promise<readonly number[]> => {
  const took: number[] = [];
  for (let from = 0; from < asked.length; from += READS_AT_ONCE)
    took.push(...(await Promise.all(asked.slice(from, from + READS_AT_ONCE).map((one) => settledAfter(api, one)))));
  return took;
};

/** From the moment at which the request was due to the settlement in the payment's timeline, read when the load is over. */
export const settledWithin = async (cloud: TemporaryCloud, api: Api, seconds: number): Promise<SettledWithin> => {
  const backlog = relayBacklog(cloud.dataDir);
  try {
    await backlog.drained();
    const run = Date.now().toString(36);
    await readAll(api, await ask(api, `${run}-warm`, WARM_UP_SECONDS));
    const sorted = rising(await readAll(api, await ask(api, run, seconds)));
    const at = (fraction: number) => percentile(sorted, fraction);
    return { perSecond: PER_SECOND, payments: sorted.length, p50Ms: at(0.5), p99Ms: at(0.99), longestMs: at(1) };
  } finally {
    backlog.close();
  }
};
