import { isThrottled } from '../aws/classify-aws-error.ts';
import { brokenBy, type Line, type Log } from '../core/log.ts';
import type { Clock } from '../core/ports.ts';
import type { HttpResult } from './http-answer.ts';
import type { HttpMiddleware, HttpRun } from './http-run.ts';

export interface RequestLogOptions {
  readonly domain: string;
  readonly clock: Clock;
  readonly log: Log;
  /** The version that answers. */
  readonly codeVersion: string;
}

const keyOutcome = (keyed: boolean | undefined, { headers }: HttpResult): Pick<Line, 'idempotency'> =>
  keyed ? { idempotency: headers['idempotency-replayed'] === 'true' ? 'replayed' : 'first' } : {};

const lineOf = ({ domain, clock, codeVersion }: RequestLogOptions, run: HttpRun, answer: HttpResult): Line => {
  const { received, startedAt, found, caller, keyed, refusal } = run;
  return {
    domain,
    operation: found?.route.operation.operationId ?? 'none',
    route: found?.route.routeKey ?? '$default',
    status: answer.statusCode,
    durationMs: clock.now() - startedAt,
    requestId: received.requestContext.requestId,
    codeVersion,
    ...(caller === undefined || caller.tenant === '' ? {} : { tenant: caller.tenant, client: caller.clientId }),
    ...(refusal === undefined ? keyOutcome(keyed, answer) : { problem: refusal.problem.slug }),
    ...(refusal?.problem.slug === 'over-budget' ? { overBudget: 1 } : {}),
    faults: answer.statusCode >= 500 ? 1 : 0,
  };
};

/**
 * One line and one set of metrics for each request, whatever became of it; a fault of ours has a second line with its cause. It
 * stands first in the pipeline, so that it sees the answer as it leaves.
 */
export const requestLog = (options: RequestLogOptions): HttpMiddleware => {
  const { clock, log } = options;
  return {
    before: ({ event, internal }) => {
      internal.received = event;
      internal.startedAt = clock.now();
    },
    after: ({ internal, response }) => {
      if (response) log.info('request', lineOf(options, internal, response));
    },
    onError: ({ internal, response, error }) => {
      if (!response) return;
      const load = isThrottled(error) ? { throttled: 1 as const } : {};
      const line = { ...lineOf(options, internal, response), ...brokenBy(error), ...load };
      log.info('request', line);
      if (line.faults === 1) log.error('request failed', line, error);
    },
  };
};
