import { CfnRule } from 'aws-cdk-lib/aws-events';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { DeadLetterQueue } from './dead-letter-queue.ts';
import type { DomainKey } from './domain-key.ts';
import type { WorkQueue } from './work-queue.ts';

export interface QueueRuleProps {
  /** Absent for the account's default bus, where the services of AWS tell what happens to them. */
  readonly busName?: string;
  readonly description: string;
  /** EventBridge's pattern, as in its user guide. */
  readonly pattern: Readonly<Record<string, unknown>>;
  readonly to: Pick<WorkQueue, 'queue'> & { readonly deadLetters: Pick<DeadLetterQueue, 'queue'> };
  /** Where an event says whose it is, as a path (`$.detail.tenant`): the queue serves one after the other fairly. */
  readonly fairBy?: string;
  /** The key of the queue, which EventBridge then has to be allowed to use. */
  readonly key: DomainKey;
  /** Calls of AWS that only read, too: EventBridge leaves them out by itself. */
  readonly includingReads?: boolean;
}

/** A day, which is as long as EventBridge tries at all. */
const TRIED_FOR_SECONDS = 24 * 3600;
const TRIES = 185;

/**
 * What matches a pattern goes from a bus to a queue. What cannot be delivered within a day goes to the queue's dead letters
 * instead of nowhere, which is what EventBridge does by default.
 */
export class QueueRule extends Construct {
  constructor(scope: Construct, id: string, props: QueueRuleProps) {
    super(scope, id);
    const { busName, description, pattern, to, fairBy, key, includingReads = false } = props;
    const deadLetters = to.deadLetters.queue;
    const rule = new CfnRule(this, 'Rule', {
      description,
      ...(busName === undefined ? {} : { eventBusName: busName }),
      eventPattern: pattern,
      ...(includingReads ? { state: 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS' } : {}),
      targets: [
        {
          id: 'queue',
          arn: to.queue.queueArn,
          ...(fairBy === undefined ? {} : { sqsParameters: { messageGroupId: fairBy } }),
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
    key.allowService('events.amazonaws.com');
  }
}
