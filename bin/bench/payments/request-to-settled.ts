import { setTimeout as pause } from 'node:timers/promises';
import * as z from 'zod';
import type { Answer, Api, ApiRequest } from '../../client/api.ts';
import { CommandFailure } from '../../client/problem-error.ts';
import type { TemporaryCloud } from '../../client/temporary-cloud.ts';
import { count, NO_ANSWER, type Statuses } from '../refusals.ts';
import { relayBacklog } from '../relay-backlog.ts';
import { account } from '../scenarios.ts';
import { percentile, rising } from '../statistics.ts';
import { warmUpMs } from '../warm-up.ts';

const PER_SECOND = 50;
const WARM_UP_MS = 3_000;
const SETTLED_WITHIN_MS = 60_000;
const LOOK_MS = 250;
const READS_AT_ONCE = 8;

export interface SettledWithin {
  readonly perSecond: number;
  /** Those that were promised. */
  readonly payments: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly longestMs: number;
  /** Of them, a minute after the load. Each counts as infinitely late. */
  readonly unsettled: number;
  readonly statuses: Statuses;
}

const payment = z.looseObject({
  id: z.string(),
  timeline: z.array(z.looseObject({ step: z.string(), at: z.string() })),
});

interface Asked {
  readonly id: string;
  /** When the request was sent, by the machine's clock. */
  readonly at: number;
}

type Caller = Pick<Api, 'call'>;

interface AllAsked {
  readonly promised: readonly Asked[];
  readonly statuses: Statuses;
}

/** The answer as it is after all tries; undefined where none came. */
const answered = (api: Caller, request: ApiRequest): Promise<Answer | undefined> =>
  api.call(request).catch((error: unknown) => {
    if (error instanceof CommandFailure) return undefined;
    throw error;
  });

/** Payments to the sandbox's bank, by the clock, whether what answers keeps up or not. A refusal is counted, and the load goes on. */
const ask = async (api: Caller, run: string, seconds: number): Promise<AllAsked> => {
  const start = Date.now();
  const statuses: Record<number, number> = {};
  const all = Array.from({ length: PER_SECOND * seconds }, async (_, index): Promise<Asked | undefined> => {
    const due = start + (index * 1000) / PER_SECOND;
    await pause(Math.max(0, due - Date.now()));
    const body = {
      from: account(index),
      to: { rail: 'sandbox', destination: 'ok' },
      amount: '1',
      currency: 'USD',
    };
    const answer = await answered(api, { method: 'POST', path: '/v1/payments', body, key: `${run}-${index}` });
    count(statuses, answer?.status ?? NO_ANSWER);
    return answer?.status === 201 ? { id: payment.parse(answer.body).id, at: due } : undefined;
  });
  const promised = (await Promise.all(all)).filter((one) => one !== undefined);
  return { promised, statuses };
};

/** How long it took to the settlement that its timeline has, in ms; infinite where there is none by then. */
const settledAfter = async (api: Caller, { id, at }: Asked, until: number): Promise<number> => {
  for (;;) {
    const answer = await answered(api, { method: 'GET', path: `/v1/payments/${id}` });
    const timeline = answer?.status === 200 ? payment.parse(answer.body).timeline : [];
    const settled = timeline.find(({ step }) => step === 'settled');
    if (settled !== undefined) return Date.parse(settled.at) - at;
    if (Date.now() > until) return Number.POSITIVE_INFINITY;
    await pause(LOOK_MS);
  }
};

const readAll = async (api: Caller, asked: readonly Asked[], withinMs: number): Promise<readonly number[]> => {
  const until = Date.now() + withinMs;
  const took: number[] = [];
  for (let from = 0; from < asked.length; from += READS_AT_ONCE)
    took.push(
      ...(await Promise.all(asked.slice(from, from + READS_AT_ONCE).map((one) => settledAfter(api, one, until)))),
    );
  return took;
};

/** One load and what became of it. */
export const loadToSettled = async (
  api: Caller,
  run: string,
  seconds: number,
  withinMs = SETTLED_WITHIN_MS,
): Promise<SettledWithin> => {
  const { promised, statuses } = await ask(api, run, seconds);
  const sorted = rising(await readAll(api, promised, withinMs));
  const at = (fraction: number) => percentile(sorted, fraction);
  const unsettled = sorted.filter((ms) => !Number.isFinite(ms)).length;
  return {
    ...{ perSecond: PER_SECOND, payments: sorted.length, unsettled, statuses },
    ...{ p50Ms: at(0.5), p99Ms: at(0.99), longestMs: at(1) },
  };
};

/** From the moment at which the request was due to the settlement in the payment's timeline, read when the load is over. */
export const settledWithin = async (cloud: TemporaryCloud, api: Api, seconds: number): Promise<SettledWithin> => {
  const backlog = relayBacklog(cloud.dataDir);
  try {
    await backlog.drained();
    const run = Date.now().toString(36);
    await loadToSettled(api, `${run}-warm`, warmUpMs(WARM_UP_MS, seconds) / 1000);
    return await loadToSettled(api, run, seconds);
  } finally {
    backlog.close();
  }
};
