import type { MiddlewareObj } from '@middy/core';

/**
 * Draws the runs of a function in its trace: `build(live()).use(tracing())`. It does nothing, and costs a bundle nothing, unless the app
 * is deployed with `-c folio:tracer=true`: the bundler then takes `kernel/aws/tracer.ts`, which brings Powertools' tracer and the X-Ray
 * SDK, in its place (lib/platform/bundle.ts).
 */
export const tracing = (): MiddlewareObj => ({ before: () => undefined });
