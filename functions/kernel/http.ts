import type { Context } from 'aws-lambda';
import { answerInTime } from './answer-in-time.ts';
import type { Caller, Reply } from './call.ts';
import { common } from './common-problems.ts';
import { answerOf, type HttpResult, refusalOf, refusalReply } from './http-answer.ts';
import { callerOf } from './http-caller.ts';
import type { HttpEvent } from './http-event.ts';
import { readCall } from './http-request.ts';
import { type AnyRoute, type Found, type Router, router } from './http-router.ts';
import { liveAlarm } from './live-ports.ts';
import { brokenBy, type Line, type Log } from './log.ts';
import type { Alarm, Clock } from './ports.ts';
import { Refusal } from './problem.ts';

export interface HttpDeps {
  readonly clock: Clock;
  readonly log: Log;
  /** Rings when a call has to be answered in place of its story; that of the environment unless given. */
  readonly alarm?: Alarm;
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

/** A request on its way: what becomes known of it, for its answer and its line in the log. */
interface Seen {
  readonly event: HttpEvent;
  readonly startedAt: number;
  found?: Found;
  caller?: Caller;
  keyed?: boolean;
  headers?: Readonly<Record<string, string>>;
}

/** Kept back of a run's time: for the answer, and for an answer in place of one that would come too late. */
const ANSWER_MS = 500;
const TIMEOUT_EARLY_MS = 200;
/** A run without a context. */
const UNLIMITED_MS = 10_000;

const tooLate = (): Refusal =>
  new Refusal(common.unavailable, 'The call took too long, and its outcome is open. Retry with the same key.');

const keyOutcome = (keyed: boolean | undefined, { headers }: Reply): Pick<Line, 'idempotency'> =>
  keyed ? { idempotency: headers?.['idempotency-replayed'] === 'true' ? 'replayed' : 'first' } : {};

const lineOf = ({ domain, deps }: HttpOptions, seen: Seen, reply: Reply, refusal?: Refusal): Line => {
  const { event, startedAt, found, caller, keyed } = seen;
  return {
    domain,
    operation: found?.route.operation.operationId ?? 'none',
    route: found?.route.routeKey ?? '$default',
    status: reply.status,
    durationMs: deps.clock.now() - startedAt,
    requestId: event.requestContext.requestId,
    codeVersion: deps.codeVersion,
    ...(caller === undefined || caller.tenant === '' ? {} : { tenant: caller.tenant, client: caller.clientId }),
    ...(refusal === undefined ? keyOutcome(keyed, reply) : { problem: refusal.problem.slug }),
    faults: reply.status >= 500 ? 1 : 0,
  };
};

/** A refusal as its route wants it told, else as a problem document. What is our fault is one for every route. */
const toldBy = ({ event, found, headers }: Seen, refusal: Refusal): Reply => {
  const own = refusal.problem.status < 500 ? found?.route.refuse?.(refusal) : undefined;
  const reply = own ?? refusalReply(refusal, event.requestContext.requestId);
  return headers === undefined ? reply : { ...reply, headers: { ...reply.headers, ...headers } };
};

const findRoute = (routes: Router, { unowned }: HttpOptions, event: HttpEvent): Found | Unowned => {
  const { routeKey, pathParameters, rawPath, requestContext } = event;
  const chosen = routes.byKey(routeKey);
  if (chosen !== undefined) return { route: chosen, params: pathParameters ?? {} };
  const { method } = requestContext.http;
  if (unowned !== undefined) return unowned(method, rawPath);
  const found = routes.byPath(method, rawPath);
  if (found !== undefined) return found;
  throw new Refusal(common['not-found'], 'There is nothing under this path.');
};

/** Finds the operation and the caller, reads the call by its contract, and lets its story answer it in time. */
const replyTo = async (
  options: HttpOptions,
  routes: Router,
  seen: Seen,
  leftMs: number | undefined,
): Promise<Reply> => {
  const { clock, alarm = liveAlarm } = options.deps;
  const found = findRoute(routes, options, seen.event);
  if ('refusal' in found) {
    seen.headers = found.headers;
    throw found.refusal;
  }
  seen.found = found;
  const caller = callerOf(found.route.operation, seen.event);
  seen.caller = caller;
  const deadline = clock.now() + Math.max(0, (leftMs ?? UNLIMITED_MS) - ANSWER_MS);
  const limitMs = leftMs === undefined ? undefined : Math.max(0, leftMs - TIMEOUT_EARLY_MS);
  return answerInTime(alarm, limitMs, tooLate, (answered) => {
    const call = readCall(found, seen.event, caller, { deadline, answered });
    seen.keyed = call.key !== undefined;
    return found.route.handle(call as never);
  });
};

/** The answer to what was thrown, and its lines in the log. */
const failed = (options: HttpOptions, seen: Seen, error: unknown): HttpResult => {
  const { log } = options.deps;
  const refusal = refusalOf(error);
  const reply = toldBy(seen, refusal);
  const line = { ...lineOf(options, seen, reply, refusal), ...brokenBy(error) };
  log.info('request', line);
  if (line.faults === 1) log.error('request failed', line, error);
  return answerOf(reply, seen.event.requestContext.requestId);
};

/**
 * A domain's HTTP function: finds the operation, checks the request against its contract, runs its story and writes its answer.
 * Errors become problem+json (RFC 9457) here and nowhere else; every answer names its request; every request is one log line.
 * A story that does not end in time is answered 503 before Lambda cuts it off, and can do nothing more after that.
 *
 * @example export const build = (deps: Deps) => http({ domain: 'ledger', routes: routes(deps), deps });
 */
export const http = (options: HttpOptions): HttpHandler => {
  const routes = router(options.routes);
  const { clock, log } = options.deps;
  return async (event, context) => {
    const seen: Seen = { event, startedAt: clock.now() };
    try {
      const reply = await replyTo(options, routes, seen, context?.getRemainingTimeInMillis?.());
      const answer = answerOf(reply, event.requestContext.requestId);
      log.info('request', lineOf(options, seen, reply));
      return answer;
    } catch (error) {
      return failed(options, seen, error);
    }
  };
};
