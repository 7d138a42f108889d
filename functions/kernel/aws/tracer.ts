import { Tracer } from '@aws-lambda-powertools/tracer';
import { captureLambdaHandler } from '@aws-lambda-powertools/tracer/middleware';
import type { MiddlewareObj } from '@middy/core';
import { serviceName } from '../core/env.ts';

/** A trace says that a run failed, and never with which words: they may quote a request. */
class QuietTracer extends Tracer {
  override addErrorAsMetadata(): void {
    this.getSegment()?.addErrorFlag();
  }
}

/**
 * Stands in the place of `kernel/core/tracing.ts` where the app is deployed with `-c folio:tracer=true`: a subsegment for each run, with the
 * service and whether it was a cold start. No answers, and no addresses that are called: endpoints of clients are theirs alone. Outside of
 * Lambda, and where `POWERTOOLS_TRACE_ENABLED` is `false`, it does nothing.
 */
export const tracing = (): MiddlewareObj =>
  captureLambdaHandler(new QuietTracer({ serviceName: serviceName(), captureHTTPsRequests: false }), {
    captureResponse: false,
  }) as MiddlewareObj;
