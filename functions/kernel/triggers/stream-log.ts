import type { DynamoDBRecord } from 'aws-lambda';
import { brokenBy } from '../core/log.ts';
import type { StreamDeps, StreamMiddleware, StreamRun } from './stream-run.ts';

const lagOf = (records: readonly DynamoDBRecord[], now: number): number => {
  const seconds = records[0]?.dynamodb?.ApproximateCreationDateTime;
  return seconds === undefined ? 0 : Math.max(0, now - seconds * 1000);
};

/**
 * One line and one set of metrics for each batch of a stream, with how far it was behind when it arrived. It stands first in
 * the pipeline.
 */
export const streamLog = (domain: string, { clock, log, onLag }: StreamDeps): StreamMiddleware => {
  const line = ({ received, startedAt, lagMs }: StreamRun) => ({
    domain,
    count: received.Records.length,
    lagMs,
    durationMs: clock.now() - startedAt,
  });
  return {
    before: ({ event, internal }) => {
      internal.received = event;
      internal.startedAt = clock.now();
      internal.lagMs = lagOf(event.Records, internal.startedAt);
      onLag?.(internal.lagMs);
    },
    after: ({ internal }) => {
      const { indexes, poison, cause, reason } = internal.unhandled;
      const failed = indexes.size;
      const counts = { failed, faults: failed, poison: poison === undefined ? 0 : 1 };
      log.info('batch', { ...line(internal), ...counts, ...brokenBy(cause) });
      if (failed > 0) log.warn('batch failed in part', { ...line(internal), failed, error: reason ?? 'unknown' });
    },
    onError: ({ internal, error }) => {
      const failed = internal.received.Records.length;
      log.info('batch', { ...line(internal), failed, faults: failed, poison: 0, ...brokenBy(error) });
      log.error('batch failed', line(internal), error);
    },
  };
};
