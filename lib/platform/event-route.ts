import { CfnRule } from 'aws-cdk-lib/aws-events';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
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

/** A day, which is as long as EventBridge tries at all. */
const TRIED_FOR_SECONDS = 24 * 3600;
const TRIES = 185;

/**
 * One version of one event, from the bus to a queue. What cannot be delivered within a day goes to the queue's dead letters
 * instead of nowhere, which is what EventBridge does by default.
 */
export class EventRoute extends Construct {
  constructor(scope: Construct, id: string, props: EventRouteProps) {
    super(scope, id);
    const { event, to } = props;
    const deadLetters = to.deadLetters.queue;
    const rule = new CfnRule(this, 'Rule', {
      description: `${event.detailType} v${event.version} to ${to.node.path}`,
      eventBusName: props.busName,
      eventPattern: {
        source: [event.source],
        'detail-type': [event.detailType],
        detail: { version: [event.version] },
      },
      targets: [
        {
          id: 'queue',
          arn: to.queue.queueArn,
          deadLetterConfig: { arn: deadLetters.queueArn },
          retryPolicy: { maximumEventAgeInSeconds: TRIED_FOR_SECONDS, maximumRetryAttempts: TRIES },
        },
      ],
    });
    // CDK's own target lets every rule of the account write to an encrypted queue; here it is this one.
    for (const queue of [to.queue, deadLetters]) {
      queue.addToResourcePolicy(
        new PolicyStatement({
          principals: [new ServicePrincipal('events.amazonaws.com')],
          actions: ['sqs:SendMessage'],
          resources: [queue.queueArn],
          conditions: { ArnEquals: { 'aws:SourceArn': rule.attrArn } },
        }),
      );
    }
    props.key.allowService('events.amazonaws.com');
  }
}
