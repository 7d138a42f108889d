import { route } from '../../../functions/kernel/core/call.ts';
import { pipeline, type RunContext } from '../../../functions/kernel/core/pipeline.ts';
import { aroundRoute, routeHandler } from '../../../functions/kernel/http/http.ts';
import type { HttpResult } from '../../../functions/kernel/http/http-answer.ts';
import type { HttpEvent } from '../../../functions/kernel/http/http-event.ts';
import { createTransaction } from '../../../functions/ledger/contract/transaction-operations.ts';
import type { Aim } from '../targets.ts';
import { byHand } from './by-hand.ts';

/** CPU of one request of the money path outside of its route handler, in ms: through middy, and through the same middlewares called by hand. */
export interface MiddyCost {
  readonly withMiddyMs: number;
  readonly byHandMs: number;
  /** Of one and the same run, so that it means the same on every machine. */
  readonly ratio: number;
  readonly addedMs: number;
}

export interface MiddyEffort {
  readonly rounds: number;
  readonly requests: number;
}
const EFFORT: MiddyEffort = { rounds: 60, requests: 2_000 };
/** Rounds until the compiler has seen everything. */
const WARM_UP = 6;
const ADDED_MAX_MS = 0.05;

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };
const clock = { now: () => 1_795_000_000_000, sleep: async () => undefined };
/** A transfer as the ledger stores and answers it, at once: what a route handler does is no matter of the pipeline. */
const ANSWER = `{"id":"tx_1","state":"posted","filler":"${'x'.repeat(480)}"}`;

const transferEvent = (index: number): HttpEvent => ({
  routeKey: 'POST /v1/transactions',
  rawPath: '/v1/transactions',
  rawQueryString: '',
  headers: { 'content-type': 'application/json', 'idempotency-key': `bench-${index}` },
  pathParameters: {},
  requestContext: {
    requestId: `r-${index}`,
    http: { method: 'POST' },
    authorizer: { jwt: { claims: { tenant: 'acme', client_id: 'cli_1', sub: 'cli_1', scope: 'ledger:write' } } },
  },
  body: `{"currency":"USD","postings":[{"from":"bench-1","to":"bench-2","amount":"${index + 1}"}]}`,
  isBase64Encoded: false,
});

type Run = (event: HttpEvent, context: RunContext) => Promise<HttpResult>;

/** One round of requests, one after the other; CPU of the whole process for each, in ms. */
const round = async (run: Run, requests: number): Promise<number> => {
  const context = { getRemainingTimeInMillis: () => 10_000 };
  const before = process.cpuUsage();
  for (let index = 0; index < requests; index += 1) {
    const { statusCode } = await run(transferEvent(index), context);
    if (statusCode !== 201) throw new Error(`measures ${statusCode}`);
  }
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000 / requests;
};

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;

/** Rounds of both by turns, so that whatever disturbs the machine disturbs both; the median of each. */
export const middyCost = async ({ rounds, requests }: MiddyEffort = EFFORT): Promise<MiddyCost> => {
  const routes = [route(createTransaction, async () => ({ status: 201, body: ANSWER }))];
  const deps = { clock, log: silent, codeVersion: '1' };
  const options = { domain: 'ledger', routes, deps };
  const withMiddy: Run = pipeline(aroundRoute(options), routeHandler);
  const plainly: Run = byHand(aroundRoute(options), routeHandler);
  const [middys, hands]: [number[], number[]] = [[], []];
  for (let turn = 0; turn < WARM_UP + rounds; turn += 1) {
    const [middy, hand] = [await round(withMiddy, requests), await round(plainly, requests)];
    if (turn < WARM_UP) continue;
    middys.push(middy);
    hands.push(hand);
  }
  const [withMiddyMs, byHandMs] = [median(middys), median(hands)];
  return { withMiddyMs, byHandMs, ratio: withMiddyMs / byHandMs, addedMs: withMiddyMs - byHandMs };
};

export const middyAims = ({ addedMs }: MiddyCost): readonly Aim[] => [
  {
    name: 'CPU of a request that middy adds',
    measured: addedMs * 1000,
    target: ADDED_MAX_MS * 1000,
    good: 'at most',
    unit: 'µs',
  },
];
