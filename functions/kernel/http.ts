import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import { assert, BrokenInvariant, present } from './assert.ts';
import type { Reply, Route } from './call.ts';
import { common } from './common-problems.ts';
import { answerOf, type HttpResult, refusalOf, refusalReply } from './http-answer.ts';
import { type HttpEvent, readCall } from './http-request.ts';
import type { Line, Log } from './log.ts';
import type { Clock } from './ports.ts';
import { Refusal } from './problem.ts';

export interface HttpDeps {
  readonly clock: Clock;
  readonly log: Log;
  /** The version that answers. */
  readonly codeVersion: string;
}

export interface HttpOptions {
  readonly domain: string;
  // biome-ignore lint/suspicious/noExplicitAny: a table of routes mixes operations of every type.
  readonly routes: readonly Route<any>[];
  readonly deps: HttpDeps;
}

/** The time that is kept back from the function's own, to send the answer. */
const ANSWER_MS = 500;

type Find = (event: HttpEvent) => Route | undefined;

/** By the gateway's route key; a direct invocation (a probe, a forwarded outcome) is found by its method and path. */
const finder = (routes: readonly Route[]): Find => {
  const byKey = new Map(routes.map((one) => [`${one.operation.method} ${one.operation.path}`, one]));
  assert(byKey.size === routes.length, 'no two operations share a method and a path');
  return (event) => {
    const { http } = event.requestContext;
    return byKey.get(event.routeKey) ?? byKey.get(`${http.method} ${event.rawPath}`);
  };
};

interface Run {
  readonly event: HttpEvent;
  readonly route: Route | undefined;
  readonly from: number;
}

/** One line per request, whatever became of it. A defect of ours is an error with its stack; a refusal is not. */
const writeLine = (options: HttpOptions, run: Run, reply: Reply, error: unknown): void => {
  const { deps, domain } = options;
  const { event, route } = run;
  const claims = event.requestContext.authorizer?.jwt?.claims;
  const line: Line = {
    domain,
    operation: route?.operation.operationId ?? 'none',
    route: event.routeKey,
    status: reply.status,
    durationMs: deps.clock.now() - run.from,
    requestId: event.requestContext.requestId,
    codeVersion: deps.codeVersion,
    ...(typeof claims?.tenant === 'string' ? { tenant: claims.tenant } : {}),
    ...(typeof claims?.client_id === 'string' ? { client: claims.client_id } : {}),
    ...(reply.headers?.['idempotency-replayed'] === undefined ? {} : { replayed: true }),
    ...(error instanceof Refusal ? { problem: error.problem.slug } : {}),
  };
  if (error === undefined || error instanceof Refusal) deps.log.info('request', line);
  else deps.log.error(error instanceof BrokenInvariant ? error.message : 'request failed', line, error);
};

/** What the request at hand has become so far, carried through middy's hooks beside the event. */
type Internal = { run?: Run };

/** Ends every request: its answer in HTTP's form, and its one log line. */
const ending = (
  options: HttpOptions,
): middy.MiddlewareObj<HttpEvent, HttpResult | Reply, Error, Context, Internal> => ({
  after: (request) => {
    const run = present(request.internal.run, 'a handled request was found a route first');
    const reply = request.response as Reply;
    writeLine(options, run, reply, undefined);
    request.response = answerOf(reply, request.event.requestContext.requestId);
  },
  onError: (request) => {
    const { event, error } = request;
    const { requestId } = event.requestContext;
    const run = request.internal.run ?? { event, route: undefined, from: options.deps.clock.now() };
    const reply = refusalReply(refusalOf(error), requestId);
    writeLine(options, run, reply, error);
    request.response = answerOf(reply, requestId);
  },
});

/** Begins every request: which operation it is, and when it came. */
const beginning = (
  options: HttpOptions,
  find: Find,
): middy.MiddlewareObj<HttpEvent, HttpResult | Reply, Error, Context, Internal> => {
  return {
    before: ({ event, internal }) => {
      internal.run = { event, route: find(event), from: options.deps.clock.now() };
      if (internal.run.route === undefined) throw new Refusal(common['not-found'], 'There is nothing under this path.');
    },
  };
};

/**
 * A domain's HTTP function: finds the operation, checks the request against its contract, runs its story and writes its answer.
 * Errors become problem+json (RFC 9457) here and nowhere else; every answer names its request; every request is one log line.
 *
 * @example export const build = (deps: Deps) => http({ domain: 'ledger', routes: routes(deps), deps });
 */
export const http = (options: HttpOptions) => {
  const find = finder(options.routes);
  return middy<HttpEvent, HttpResult | Reply, Error, Context, Internal>()
    .use(beginning(options, find))
    .use(ending(options))
    .handler(async (event: HttpEvent, context: Context): Promise<Reply> => {
      const { operation, handle } = present(find(event), 'the beginning has found a route');
      const deadline = options.deps.clock.now() + Math.max(0, context.getRemainingTimeInMillis() - ANSWER_MS);
      return handle(readCall(event, operation, deadline));
    });
};
