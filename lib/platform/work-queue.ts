import { Duration } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { CfnEventSourceMapping } from 'aws-cdk-lib/aws-lambda';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { MINUTE, type Ownership, raiseAlarm } from './alarms.ts';
import { DeadLetterQueue } from './dead-letter-queue.ts';
import type { DomainKey } from './domain-key.ts';
import { keptAfter } from './ephemeral.ts';
import { isEphemeral } from './is-ephemeral.ts';
import { PoisonAlarm } from './poison-alarm.ts';
import type { ReleasedFunction } from './released-function.ts';

export interface WorkQueueProps extends Ownership {
  /** The name of the service in logs and metrics. */
  readonly domain: string;
  readonly consumer: ReleasedFunction;
  readonly key: DomainKey;
  readonly alarmTopicArn: string;
  /** Messages for one run, 1 to 10. */
  readonly batchSize: number;
  /** Runs at the same time, 2 to 1,000: what keeps a flood from taking the whole account's share. */
  readonly maxConcurrency: number;
  /**
   * How long a run waits for a fuller batch, in seconds; not at all unless said. For work that may be late: what comes one by one,
   * because its delays end so, costs a run a message otherwise.
   */
  readonly gatherSeconds?: number;
  /** The age of the oldest message, in seconds, above which somebody is told. */
  readonly lateAfterSeconds: number;
}

/**
 * How long a message is retried before it goes to the dead-letter queue. What fails is most often not the message. So an outage of
 * hours, throttles or a bad release leave nothing to redrive. The alarm on poison fires at once.
 */
const TRIED_FOR_SECONDS = 3 * 3600;
/** AWS' advice: a message stays hidden for six times what its handler may take. */
const HIDDEN_TIMEOUTS = 6;

/**
 * Work for one function: a queue with its dead-letter queue, hidden long enough, answered message by message, never more
 * runs at a time than said, and an alarm when the work is late.
 */
export class WorkQueue extends Construct {
  readonly queue: Queue;
  readonly deadLetters: DeadLetterQueue;

  constructor(scope: Construct, id: string, props: WorkQueueProps) {
    super(scope, id);
    this.deadLetters = new DeadLetterQueue(this, 'DeadLetters', props);
    const hidden = props.consumer.timeout.toSeconds() * HIDDEN_TIMEOUTS;
    this.queue = new Queue(this, 'Queue', {
      ...props.key.forQueue,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
      visibilityTimeout: Duration.seconds(hidden),
      deadLetterQueue: { queue: this.deadLetters.queue, maxReceiveCount: Math.ceil(TRIED_FOR_SECONDS / hidden) },
      removalPolicy: keptAfter(this),
    });
    this.#feed(props);
    PoisonAlarm.of(this, props);
    raiseAlarm(this, 'Late', {
      ...props,
      topicArn: props.alarmTopicArn,
      says: `Queue backlog: the oldest message of ${this.node.path} is older than ${props.lateAfterSeconds} s.`,
      metric: this.queue.metricApproximateAgeOfOldestMessage({ period: MINUTE, statistic: 'Maximum' }),
      above: props.lateAfterSeconds,
    });
  }

  #feed(props: WorkQueueProps): void {
    new CfnEventSourceMapping(this, 'Mapping', {
      eventSourceArn: this.queue.queueArn,
      functionName: props.consumer.alias.functionArn,
      batchSize: props.batchSize,
      ...(props.gatherSeconds === undefined ? {} : { maximumBatchingWindowInSeconds: props.gatherSeconds }),
      functionResponseTypes: ['ReportBatchItemFailures'],
      // Under a maximum Lambda never polls an idle queue with fewer than five connections, each of which is paid.
      ...(isEphemeral(this) ? {} : { scalingConfig: { maximumConcurrency: props.maxConcurrency } }),
    });
    props.consumer.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({
        actions: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ChangeMessageVisibility'],
        resources: [this.queue.queueArn],
      }),
    );
    props.key.grantUseThrough(props.consumer, 'sqs');
  }
}
