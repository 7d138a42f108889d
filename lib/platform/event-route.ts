import { Duration } from 'aws-cdk-lib';
import { EventBus, Match, Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { Construct } from 'constructs';
import type { DomainKey } from './domain-key.ts';
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

/**
 * One version of one event, from the bus to a queue. What cannot be delivered within a day goes to the queue's dead letters
 * instead of nowhere, which is what EventBridge does by default.
 */
export class EventRoute extends Construct {
  constructor(scope: Construct, id: string, props: EventRouteProps) {
    super(scope, id);
    props.key.allowService('events.amazonaws.com');
    new Rule(this, 'Rule', {
      description: `${props.event.detailType} v${props.event.version} -> ${props.to.node.path}`,
      eventBus: EventBus.fromEventBusName(this, 'Bus', props.busName),
      eventPattern: {
        source: Match.exactString(props.event.source),
        detailType: Match.exactString(props.event.detailType),
        detail: { version: [props.event.version] },
      },
      targets: [
        new SqsQueue(props.to.queue, {
          deadLetterQueue: props.to.deadLetters.queue,
          maxEventAge: Duration.hours(24),
          retryAttempts: 185,
        }),
      ],
    });
  }
}
