import { expect } from '@jest/globals';
import { Died } from './environment.ts';
import type { FunctionName } from './functions.ts';
import type { Pipeline } from './pipeline.ts';
import { GONE } from './receivers.ts';

export interface Asked {
  readonly tenant: string;
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: string;
  readonly key?: string;
  readonly body?: unknown;
}

export interface Answered {
  readonly status: number;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests assert on what they find.
  readonly json: any;
}

/** Where a client wants events sent. */
export interface Hook {
  readonly tenant: string;
  readonly id: string;
  readonly port: number;
  readonly type: string | undefined;
  /** It answered 410 to all. */
  readonly gone: boolean;
}

export interface Move {
  readonly tenant: string;
  readonly from: string;
  readonly to: string;
  readonly amount: number;
}

/** Repeats of a request that got no answer, or one that says to try again. */
const REPEATS_MAX = 20;
const SCOPE = 'ledger:read ledger:write webhooks:read webhooks:write events:read';
const again = (status: number): boolean => status >= 500 || status === 409;

/** The clients of two tenants: they repeat with the same key what they got no answer to, and know what they were told. */
export class Clients {
  readonly accounts: { readonly tenant: string; readonly id: string }[] = [];
  /** Transactions by id, as the ledger answered them. */
  readonly posted = new Map<string, Move>();
  readonly hooks: Hook[] = [];
  /** Each request goes out twice at the same time. */
  twice = false;
  /** Before a request that was not answered is repeated. */
  patienceMs = 1_000;
  readonly #pipeline: Pipeline;
  #keys = 0;

  constructor(pipeline: Pipeline) {
    this.#pipeline = pipeline;
  }

  nextKey(): string {
    this.#keys += 1;
    return `key-${this.#keys}`;
  }

  /** One request, as the gateway hands it over; undefined where the process died. */
  async send(routeKey: string, { tenant, params, query = '', key, body }: Asked): Promise<Answered | undefined> {
    const [method = '', rawPath = ''] = routeKey.split(' ');
    const name: FunctionName = /webhook|deliver|\/events/.test(rawPath) ? 'webhooks-api' : 'ledger-api';
    const claims = { tenant, client_id: 'cli_1', scope: SCOPE };
    const event = {
      routeKey,
      rawPath,
      rawQueryString: query,
      headers: { 'content-type': 'application/json', ...(key === undefined ? {} : { 'idempotency-key': key }) },
      pathParameters: params,
      body: body === undefined ? undefined : JSON.stringify(body),
      requestContext: { requestId: `r-${this.#keys}`, http: { method }, authorizer: { jwt: { claims } } },
    };
    try {
      const answer = (await this.#pipeline.run(name, event)) as { readonly statusCode: number; readonly body?: string };
      const text = answer.body ?? '';
      return { status: answer.statusCode, text, json: text === '' ? undefined : JSON.parse(text) };
    } catch (error) {
      if (error instanceof Died) return undefined;
      throw error;
    }
  }

  /** Asks until there is an answer. */
  async ask(routeKey: string, asked: Asked): Promise<Answered> {
    for (let repeats = 0; repeats < REPEATS_MAX; repeats += 1) {
      const some = await Promise.all(Array.from({ length: this.twice ? 2 : 1 }, () => this.send(routeKey, asked)));
      const good = some.filter((one) => one !== undefined && !again(one.status));
      const [first, second = first] = good;
      if (first !== undefined && good.length === some.length) {
        expect(second?.text).toBe(first.text);
        return first;
      }
      this.#pipeline.time.now += this.patienceMs;
    }
    throw new Error(`${routeKey} got no answer`);
  }

  async open(tenant: string, id: string): Promise<void> {
    const { status } = await this.ask('POST /v1/accounts', {
      tenant,
      key: this.nextKey(),
      body: { id, currency: 'USD' },
    });
    expect(status).toBe(201);
    this.accounts.push({ tenant, id });
  }

  async move({ tenant, from, to, amount }: Move, key = this.nextKey()): Promise<Answered> {
    const body = { currency: 'USD', postings: [{ from, to, amount: String(amount) }] };
    const answer = await this.ask('POST /v1/transactions', { tenant, key, body });
    if (answer.status === 201) this.posted.set(answer.json.id, { tenant, from, to, amount });
    return answer;
  }

  async hook(tenant: string, port: number, type?: string, gone = false): Promise<Hook> {
    const body = { url: `http://127.0.0.1:${port}/hook`, events: [type ?? '*'] };
    const answer = await this.ask('POST /v1/webhook-endpoints', { tenant, key: this.nextKey(), body });
    expect(answer.status).toBe(201);
    const hook = { tenant, id: String(answer.json.id), port, type, gone };
    this.hooks.push(hook);
    return hook;
  }

  /** An endpoint that says 410 to the next transaction of acme. */
  async goneHook(): Promise<void> {
    const port = 6_000 + this.hooks.length;
    this.#pipeline.receivers.behave(port, () => GONE);
    await this.hook('acme', port, 'ledger.TransactionPosted', true);
  }
}

/** What happens in each round of a test: transactions of two tenants, with accounts of the system at one end of some. */
export const MOVES: readonly Move[] = [
  { tenant: 'acme', from: '@world', to: 'till', amount: 3 },
  { tenant: 'acme', from: 'till', to: 'safe', amount: 1 },
  { tenant: 'globex', from: '@world', to: 'till', amount: 2 },
];

/** Servers of both tenants: two of acme, one of globex. */
export const PORTS = [5_001, 5_002, 5_003] as const;

/** Two tenants with the same names for their accounts, three endpoints, and everything of that delivered. */
export const settled = async (pipeline: Pipeline): Promise<Clients> => {
  const clients = new Clients(pipeline);
  await clients.hook('acme', 5_001);
  await clients.hook('acme', 5_002, 'ledger.TransactionPosted');
  await clients.hook('globex', 5_003);
  for (const [tenant, id] of [
    ['acme', 'till'],
    ['acme', 'safe'],
    ['globex', 'till'],
  ] as const)
    await clients.open(tenant, id);
  await clients.move({ tenant: 'acme', from: '@world', to: 'till', amount: 100 });
  await pipeline.settle();
  return clients;
};

export const step = async (clients: Clients): Promise<void> => {
  for (const move of MOVES) await clients.move(move);
};
