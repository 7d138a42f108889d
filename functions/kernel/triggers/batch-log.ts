import type { BatchMiddleware, BatchRun, QueueDeps } from './batch-run.ts';

/** One line and one set of metrics for each batch of a queue, its failures counted. It stands first in the pipeline. */
export const batchLog = (domain: string, { clock, log }: QueueDeps): BatchMiddleware => {
  const line = ({ startedAt, count, tally }: BatchRun) => ({
    domain,
    durationMs: clock.now() - startedAt,
    count,
    failed: tally.failures.length,
    faults: tally.failures.length,
    poison: tally.poison,
    ...(tally.broken === 0 ? {} : { brokenInvariants: tally.broken }),
  });
  return {
    before: ({ event, internal }) => {
      internal.startedAt = clock.now();
      internal.count = event.Records.length;
    },
    after: ({ internal }) => {
      log.info('batch', line(internal));
    },
  };
};
