import type { Construct } from 'constructs';
import type { DomainKey } from './domain-key.ts';
import { QueueRule } from './queue-rule.ts';
import type { WorkQueue } from './work-queue.ts';

/** One event as its producer's contract names it. */
export interface EventName {
  /** `ledger` */
  readonly source: string;
  /** `ledger.TransactionPosted` */
  readonly detailType: string;
  readonly version: number;
}

export interface EventRouteProps {
  readonly busName: string;
  readonly event: EventName;
  readonly to: WorkQueue;
  /** The key of the queue, which EventBridge then has to be allowed to use. */
  readonly key: DomainKey;
}

/** One version of one event of ours, from our bus to a queue. */
export class EventRoute extends QueueRule {
  constructor(scope: Construct, id: string, { busName, event, to, key }: EventRouteProps) {
    super(scope, id, {
      busName,
      description: `${event.detailType} v${event.version} to ${to.node.path}`,
      pattern: {
        source: [event.source],
        'detail-type': [event.detailType],
        detail: { version: [event.version] },
      },
      // Every event of ours names its tenant in its envelope.
      fairBy: '$.detail.tenant',
      to,
      key,
    });
  }
}
