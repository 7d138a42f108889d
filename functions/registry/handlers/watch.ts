import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import * as z from 'zod';
import { queue } from '../../kernel/triggers/queue.ts';
import { task } from '../../kernel/triggers/task.ts';
import { type AwsEvent, awsEvent } from '../contract/aws-events.ts';
import { recordAliasChange } from './record-alias-change.ts';
import { recordShift } from './record-shift.ts';
import { reportStalePins } from './report-stale-pins.ts';
import type { WatchDeps } from './watch-deps.ts';

const onEvent = (deps: WatchDeps, event: AwsEvent): Promise<void> =>
  event.source === 'aws.lambda' ? recordAliasChange(deps, event.detail) : recordShift(deps, event.detail.deploymentId);

const isBatch = (event: unknown): event is SQSEvent =>
  typeof event === 'object' && event !== null && 'Records' in event;

/**
 * The function that watches releases: what AWS tells about aliases and canaries comes by its queue, and once an hour it looks at
 * the pins by itself. One function for both, since neither is worth an environment of its own.
 */
export const build = (deps: WatchDeps) => {
  const onEvents = queue({
    domain: 'registry',
    read: (body) => awsEvent.parse(JSON.parse(body)),
    handle: (event) => onEvent(deps, event),
    // They write to the same few logs, one place after the other.
    width: 1,
    deps,
  });
  const everyHour = task({
    domain: 'registry',
    name: 'look-at-pins',
    input: z.object({}),
    run: () => reportStalePins(deps),
    deps,
  });
  return (event: unknown, context: Context): Promise<SQSBatchResponse | { readonly forgotten: readonly string[] }> =>
    isBatch(event) ? onEvents(event, context) : everyHour(event, context);
};
