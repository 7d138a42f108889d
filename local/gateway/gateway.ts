import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { StartFailure } from '../start-failure.ts';
import { type Door, doorAt } from '../trust/door.ts';
import { REFUSALS, refusal } from '../trust/refusal.ts';
import { authorize, refuseEarly } from './admission.ts';
import { type Answer, gatewayAnswer, INTERNAL, TOO_LARGE, UNAVAILABLE } from './answer.ts';
import type { Api } from './api.ts';
import { answerBadFraming } from './bad-framing.ts';
import { readBody } from './body.ts';
import { type DeployedApi, deployApi } from './deployed-api.ts';
import { type Exchange, openExchange } from './exchange.ts';
import { type InvokeRoute, integrate } from './integration.ts';
import { LogBatches, type LogBatchesOptions } from './log-batches.ts';

/** A body that an HTTP API takes. */
const MAX_BODY_BYTES = 10 * 1024 * 1024;
/** Node's own bound of the head; above the API's limits, so that those answer in their own form. */
const MAX_HEAD_BYTES = 32 * 1024;
const HEAD_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 30_000;
const KEEP_ALIVE_MS = 65_000;
/** What still runs at a stop gets this long. */
const DRAIN_MS = 5_000;
/** After these the rest of the request is not waited for. */
const LAST_WORDS: ReadonlySet<number> = new Set([413, 414, 431]);

export interface GatewayOptions {
  readonly invoke: InvokeRoute;
  /** Hands lines of the access log to who subscribes to them. */
  readonly deliver: LogBatchesOptions['deliver'];
  /** Applies the stage's request quotas. */
  readonly throttled?: boolean;
  readonly log: (line: string) => void;
  readonly maxBodyBytes?: number;
  /** For the head and for the whole request. */
  readonly requestTimeoutMs?: number;
}

const serverOptions = ({ requestTimeoutMs = REQUEST_TIMEOUT_MS }: GatewayOptions) => ({
  maxHeaderSize: MAX_HEAD_BYTES,
  headersTimeout: Math.min(HEAD_TIMEOUT_MS, requestTimeoutMs),
  requestTimeout: requestTimeoutMs,
  connectionsCheckingInterval: Math.min(2_000, requestTimeoutMs / 2),
  keepAliveTimeout: KEEP_ALIVE_MS,
  noDelay: true,
});

/** The HTTP API on loopback: routes, tokens and limits of its own, everything else by the functions. */
export class Gateway {
  readonly #options: GatewayOptions;
  readonly #server: Server;
  #current: { readonly api: Api; readonly deployed: DeployedApi } | undefined;
  readonly #lines: LogBatches;
  #domain = '127.0.0.1';
  #door: Door = { hosts: new Set(), secret: undefined };

  constructor(options: GatewayOptions) {
    this.#options = options;
    const subscriptions = () => this.#current?.api.subscriptions ?? [];
    this.#lines = new LogBatches({ subscriptions, deliver: options.deliver, log: options.log });
    this.#server = createServer(serverOptions(options), (request, response) => this.#receive(request, response));
    this.#server.on('clientError', answerBadFraming);
  }

  /**
   * Binds to loopback; until `use` everything is answered 503.
   * @throws StartFailure when the port is taken.
   */
  async listen(port: number): Promise<string> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#server.once('error', (error: NodeJS.ErrnoException) => {
      const taken = `port ${port} is in use; stop what listens there or give another one with --port`;
      reject(error.code === 'EADDRINUSE' ? new StartFailure(taken) : error);
    });
    this.#server.listen(port, '127.0.0.1', () => resolve());
    await promise;
    this.#domain = `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
    const url = `http://${this.#domain}`;
    this.#door = doorAt(url);
    return url;
  }

  /** From the next request on, this is the API. */
  use(api: Api): void {
    const follow = (group: string, line: string) => this.#lines.add(group, line);
    this.#current = { api, deployed: deployApi(api, this.#options.throttled === true, follow, this.#current) };
  }

  /** Takes no new connection, lets running requests end, closes the rest. */
  async stop(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#server.close(() => resolve());
    this.#server.closeIdleConnections();
    const timer = setTimeout(() => this.#server.closeAllConnections(), DRAIN_MS);
    if (this.#server.listening) await promise;
    clearTimeout(timer);
    this.#current?.deployed.accessLog?.flush();
    await this.#lines.flush();
  }

  #receive(request: IncomingMessage, response: ServerResponse): void {
    const api = this.#current?.deployed;
    const exchange = openExchange(request, this.#domain);
    this.#serve(exchange, request, api)
      .catch((error: unknown) => {
        this.#options.log(`the gateway could not serve ${exchange.requestId}: ${String(error)}`);
        return INTERNAL;
      })
      .then((answer) => this.#answer(exchange, response, answer, api));
  }

  async #serve(exchange: Exchange, request: IncomingMessage, api: DeployedApi | undefined): Promise<Answer> {
    const turnedAway = refusal(request, this.#door);
    if (turnedAway !== undefined) return gatewayAnswer(403, REFUSALS[turnedAway]);
    if (api === undefined) return UNAVAILABLE;
    const refused = refuseEarly(exchange, api) ?? (await authorize(exchange, api));
    if (refused !== undefined) return refused;
    const body = await readBody(request, this.#options.maxBodyBytes ?? MAX_BODY_BYTES);
    if (body === undefined) return TOO_LARGE;
    return integrate(exchange, api.apiId, `HTTP/${request.httpVersion}`, body, this.#options.invoke);
  }

  #answer(exchange: Exchange, response: ServerResponse, answer: Answer, api: DeployedApi | undefined): void {
    const length = Buffer.byteLength(answer.body);
    const headers = [...answer.headers, 'apigw-requestid', exchange.requestId];
    if (answer.status !== 204 && answer.status !== 304) headers.push('content-length', String(length));
    if (LAST_WORDS.has(answer.status)) response.shouldKeepAlive = false;
    response.writeHead(answer.status, headers);
    response.end(answer.body);
    api?.accessLog?.write(exchange, api.apiId, answer, length);
  }
}
