import { Duration } from 'aws-cdk-lib';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { MINUTE, type Ownership, raiseAlarm } from './alarms.ts';
import type { DomainKey } from './domain-key.ts';
import { keptAfter } from './ephemeral.ts';
import { acknowledge } from './nag.ts';

export interface DeadLetterQueueProps extends Ownership {
  /** Absent where the letters must arrive even if the domain's key is out of order: then SQS' own key is used. */
  readonly key?: DomainKey;
  readonly alarmTopicArn: string;
  /** What it means that something is in it, as a sentence; that messages failed for good unless said. */
  readonly says?: string;
}

/** Keeps messages that no consumer could handle, for 14 days. One message fires its alarm. */
export class DeadLetterQueue extends Construct {
  readonly queue: Queue;

  constructor(scope: Construct, id: string, props: DeadLetterQueueProps) {
    super(scope, id);
    this.queue = new Queue(this, 'Queue', {
      ...(props.key?.forQueue ?? { encryption: QueueEncryption.SQS_MANAGED }),
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
      removalPolicy: keptAfter(this),
    });
    acknowledge(this.queue, 'AwsSolutions-SQS3', 'It is itself the queue of dead letters.');
    raiseAlarm(this, 'NotEmpty', {
      ...props,
      topicArn: props.alarmTopicArn,
      says: props.says ?? `Dead-letter queue: ${this.node.path} holds messages that failed all their retries.`,
      metric: this.queue.metricApproximateNumberOfMessagesVisible({ period: MINUTE, statistic: 'Maximum' }),
      above: 0,
    });
  }
}
