import type { Reply } from '../core/call.ts';
import { liveTimer } from '../core/live-ports.ts';
import type { Log } from '../core/log.ts';
import { type Pipeline, pipeline } from '../core/pipeline.ts';
import type { Clock, Timer } from '../core/ports.ts';
import { type FindUnowned, findRoute } from './find-route.ts';
import { answerOf, type HttpResult } from './http-answer.ts';
import { knownCaller } from './http-caller.ts';
import type { HttpEvent } from './http-event.ts';
import { checkedCall } from './http-request.ts';
import { type AnyRoute, router } from './http-router.ts';
import type { CheckedEvent, HttpMiddleware, HttpRun } from './http-run.ts';
import { inTime } from './in-time.ts';
import { problemDocuments } from './problem-documents.ts';
import { requestLog } from './request-log.ts';

export interface HttpDeps {
  readonly clock: Clock;
  readonly log: Log;
  /** Fires when a call has to be answered in place of its route handler; that of the environment unless given. */
  readonly timer?: Timer;
  /** The version that answers. */
  readonly codeVersion: string;
}

export interface HttpOptions {
  readonly domain: string;
  readonly routes: readonly AnyRoute[];
  readonly deps: HttpDeps;
  readonly unowned?: FindUnowned;
}

/** As the gateway calls it. */
export type HttpHandler = Pipeline<HttpEvent, HttpResult>;

/** Writes what a route handler replied in the gateway's form. */
const writtenAnswer = (): HttpMiddleware => ({
  after: (request) => {
    const reply = request.response as unknown as Reply;
    request.response = answerOf(reply, request.internal.received.requestContext.requestId);
  },
});

/** What happens around a route handler, from the outside in. */
export const aroundRoute = ({ domain, routes, deps, unowned }: HttpOptions): readonly HttpMiddleware[] => {
  const { clock, log, codeVersion, timer = liveTimer } = deps;
  return [
    requestLog({ domain, clock, log, codeVersion }),
    problemDocuments(),
    writtenAnswer(),
    findRoute(router(routes), unowned),
    knownCaller(),
    inTime(clock, timer),
    checkedCall(),
  ];
};

/** The route handler of whatever route was found. */
export const routeHandler = ({ call, answer }: CheckedEvent): Promise<Reply> => answer(call);

/**
 * A domain's HTTP function: finds the operation and the caller, checks the request against its contract, runs its route handler and
 * writes its answer. Every answer names its request; every request is one log line. A route handler that does not end in time is
 * answered 503 before Lambda cuts it off, and can do nothing more after that.
 *
 * @example export const build = (deps: Deps) => http({ domain: 'ledger', routes: routes(deps), deps });
 */
export const http = (options: HttpOptions): HttpHandler =>
  pipeline<HttpEvent, HttpResult, HttpRun>(aroundRoute(options), routeHandler);
