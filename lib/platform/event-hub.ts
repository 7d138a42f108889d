import { Stack } from 'aws-cdk-lib';
import { CfnArchive, CfnEventBus } from 'aws-cdk-lib/aws-events';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { DeadLetterQueue } from './dead-letter-queue.ts';
import type { DomainKey } from './domain-key.ts';

export interface EventHubProps {
  readonly name: string;
  readonly key: DomainKey;
  readonly alarmTopicArn: string;
}

/** How long any event can be played again. */
const ARCHIVE_DAYS = 90;

/**
 * The bus that all domains publish to, with everything that passed on it for 90 days.
 *
 * CDK's own EventBus names the bus in the policy of its key, and so makes each depend on the other: CloudFormation could
 * create neither.
 */
export class EventHub extends Construct {
  readonly busName: string;
  readonly busArn: string;

  constructor(scope: Construct, id: string, props: EventHubProps) {
    super(scope, id);
    props.key.allowService('events.amazonaws.com');
    const deadLetters = new DeadLetterQueue(this, 'DeadLetters', {
      owner: 'platform',
      tier: 1,
      runbook: 'event-bus',
      alarmTopicArn: props.alarmTopicArn,
    }).queue;
    const bus = new CfnEventBus(this, 'Bus', {
      name: props.name,
      description: 'What happened in the domains of Folio',
      ...props.key.forBus,
      // Where an event goes that the bus cannot encrypt or decrypt; without it, nowhere.
      deadLetterConfig: { arn: deadLetters.queueArn },
    });
    deadLetters.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('events.amazonaws.com')],
        actions: ['sqs:SendMessage'],
        resources: [deadLetters.queueArn],
        conditions: { ArnEquals: { 'aws:SourceArn': bus.attrArn } },
      }),
    );
    this.busName = bus.ref;
    this.busArn = bus.attrArn;
    new CfnArchive(this, 'Archive', {
      sourceArn: bus.attrArn,
      description: 'Every event, to be played again',
      // Replays come back onto the bus marked as such; without this they would be archived once more.
      eventPattern: { account: [Stack.of(this).account], 'replay-name': [{ exists: false }] },
      retentionDays: ARCHIVE_DAYS,
      ...props.key.forBus,
    });
  }
}
