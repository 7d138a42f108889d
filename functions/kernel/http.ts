import middy, { type MiddlewareObj, type Request } from '@middy/core';
import type { Context } from 'aws-lambda';
import { present } from './assert.ts';
import type { Caller, Reply } from './call.ts';
import { common } from './common-problems.ts';
import { answerOf, type HttpResult, refusalOf, refusalReply } from './http-answer.ts';
import { callerOf } from './http-caller.ts';
import type { HttpEvent } from './http-event.ts';
import { readCall } from './http-request.ts';
import { type AnyRoute, type Found, type Router, router } from './http-router.ts';
import { brokenBy, type Line, type Log } from './log.ts';
import type { Clock } from './ports.ts';
import { Refusal } from './problem.ts';

export interface HttpDeps {
  readonly clock: Clock;
  readonly log: Log;
  /** The version that answers. */
  readonly codeVersion: string;
}

/** What stands for a path that no route took. */
export interface Unowned {
  readonly refusal: Refusal;
  readonly headers: Readonly<Record<string, string>>;
}

export interface HttpOptions {
  readonly domain: string;
  readonly routes: readonly AnyRoute[];
  readonly deps: HttpDeps;
  /** For the function behind the gateway's default route: says whether the path or the method is unknown. */
  readonly unowned?: (method: string, path: string) => Unowned;
}

/** The context may be left out by a simulator. */
export type HttpHandler = (
  event: HttpEvent,
  context?: Partial<Pick<Context, 'getRemainingTimeInMillis'>>,
) => Promise<HttpResult>;

/** A request on its way: what has become known of it, for its answer and its line in the log. */
type Exchange = {
  startedAt?: number;
  found?: Found;
  caller?: Caller;
  keyed?: boolean;
  headers?: Readonly<Record<string, string>>;
};

/** The event, with the story that answers it once it has been admitted. */
type Admitted = HttpEvent & { readonly story?: () => Promise<Reply> };
type Step = MiddlewareObj<Admitted, HttpResult | Reply, Error, Context, Exchange>;
type Stage = Request<Admitted, HttpResult | Reply, Error, Context, Exchange>;

/** Kept back of a run's time: for the answer, and for an answer in place of one that would come too late. */
const ANSWER_MS = 500;
const TIMEOUT_EARLY_MS = 200;
/** A run without a context. */
const UNLIMITED_MS = 10_000;

const tooLate = (): never => {
  throw new Refusal(common.unavailable, 'The call took too long, and its outcome is open. Retry with the same key.');
};

const keyOutcome = (keyed: boolean | undefined, { headers }: Reply): Pick<Line, 'idempotency'> =>
  keyed ? { idempotency: headers?.['idempotency-replayed'] === 'true' ? 'replayed' : 'first' } : {};

const lineOf = ({ domain, deps }: HttpOptions, stage: Stage, reply: Reply, refusal?: Refusal): Line => {
  const { startedAt = 0, found, caller, keyed } = stage.internal;
  return {
    domain,
    operation: found?.route.operation.operationId ?? 'none',
    route: found?.route.routeKey ?? '$default',
    status: reply.status,
    durationMs: deps.clock.now() - startedAt,
    requestId: stage.event.requestContext.requestId,
    codeVersion: deps.codeVersion,
    ...(caller === undefined || caller.tenant === '' ? {} : { tenant: caller.tenant, client: caller.clientId }),
    ...(refusal === undefined ? keyOutcome(keyed, reply) : { problem: refusal.problem.slug }),
    faults: reply.status >= 500 ? 1 : 0,
  };
};

/** A refusal as its route wants it told, else as a problem document. What is our fault is one for every route. */
const toldBy = (stage: Stage, refusal: Refusal): Reply => {
  const { found, headers } = stage.internal;
  const own = refusal.problem.status < 500 ? found?.route.refuse?.(refusal) : undefined;
  const reply = own ?? refusalReply(refusal, stage.event.requestContext.requestId);
  return headers === undefined ? reply : { ...reply, headers: { ...reply.headers, ...headers } };
};

/** Ends every request: its answer in the gateway's form, and its one line in the log. */
const ending = (options: HttpOptions): Step => {
  const { log } = options.deps;
  return {
    after: (stage) => {
      const reply = stage.response as Reply;
      log.info('request', lineOf(options, stage, reply));
      stage.response = answerOf(reply, stage.event.requestContext.requestId);
    },
    onError: (stage) => {
      const refusal = refusalOf(stage.error);
      const reply = toldBy(stage, refusal);
      const line = { ...lineOf(options, stage, reply, refusal), ...brokenBy(stage.error) };
      log.info('request', line);
      if (line.faults === 1) log.error('request failed', line, stage.error);
      stage.response = answerOf(reply, stage.event.requestContext.requestId);
    },
  };
};

const findRoute = (routes: Router, { unowned }: HttpOptions, stage: Stage): Found => {
  const { routeKey, pathParameters, rawPath, requestContext } = stage.event;
  const chosen = routes.byKey(routeKey);
  if (chosen !== undefined) return { route: chosen, params: pathParameters ?? {} };
  const { method } = requestContext.http;
  if (unowned === undefined) {
    const found = routes.byPath(method, rawPath);
    if (found !== undefined) return found;
    throw new Refusal(common['not-found'], 'There is nothing under this path.');
  }
  const { refusal, headers } = unowned(method, rawPath);
  stage.internal.headers = headers;
  throw refusal;
};

/** Begins every request: when it came, which operation it is, and who calls. */
const beginning = (options: HttpOptions): Step => {
  const routes = router(options.routes);
  return {
    before: (stage) => {
      stage.internal.startedAt = options.deps.clock.now();
      const found = findRoute(routes, options, stage);
      stage.internal.found = found;
      stage.internal.caller = callerOf(found.route.operation, stage.event);
    },
  };
};

/** Reads the call by its contract: after this step the event carries the story that answers it. */
const admission = ({ clock }: HttpDeps): Step => ({
  before: (stage) => {
    const { event, context, internal } = stage;
    const found = present(internal.found, 'a request begins before it is read');
    const caller = present(internal.caller, 'a request begins before it is read');
    const left = context.getRemainingTimeInMillis?.() ?? UNLIMITED_MS;
    const call = readCall(found, event, caller, clock.now() + Math.max(0, left - ANSWER_MS));
    internal.keyed = call.key !== undefined;
    stage.event = { ...event, story: () => found.route.handle(call as never) };
  },
});

/**
 * A domain's HTTP function: finds the operation, checks the request against its contract, runs its story and writes its answer.
 * Errors become problem+json (RFC 9457) here and nowhere else; every answer names its request; every request is one log line.
 * A story that does not end in time is answered 503 before Lambda cuts it off.
 *
 * @example export const build = (deps: Deps) => http({ domain: 'ledger', routes: routes(deps), deps });
 */
export const http = (options: HttpOptions): HttpHandler =>
  middy<Admitted, HttpResult | Reply, Error, Context, Exchange>({
    timeoutEarlyInMillis: TIMEOUT_EARLY_MS,
    timeoutEarlyResponse: tooLate,
  })
    .use(ending(options))
    .use(beginning(options))
    .use(admission(options.deps))
    .handler(async ({ story }: Admitted) =>
      present(story, 'an admitted request has a story')(),
    ) as unknown as HttpHandler;
