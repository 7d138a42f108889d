import { Duration, Stack } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnSchedule } from 'aws-cdk-lib/aws-scheduler';
import { Construct } from 'constructs';
import { type Ownership, raiseSilence } from './alarms.ts';
import { asyncRuns, TRIES_AGAIN, WAITS_FOR_SECONDS } from './async-runs.ts';
import { DeadLetterQueue } from './dead-letter-queue.ts';
import type { DomainKey } from './domain-key.ts';
import { EPHEMERAL_MINUTES, isEphemeral } from './is-ephemeral.ts';
import type { ReleasedFunction } from './released-function.ts';

export interface ScheduleRouteProps extends Ownership {
  readonly to: ReleasedFunction;
  readonly key: DomainKey;
  readonly alarmTopicArn: string;
  readonly everyMinutes: number;
}

/** Runs that may be missed in a row before somebody is told. */
const MISSES = 5;

/**
 * Runs a function on a clock. The next run does the work of a missed one. So a run that keeps failing does no harm, and leaves a
 * message in the dead-letter queue. It is made again first, since a minute's trouble is nothing to park.
 */
export class ScheduleRoute extends Construct {
  constructor(scope: Construct, id: string, props: ScheduleRouteProps) {
    super(scope, id);
    const { alias } = props.to;
    const minutes = isEphemeral(this) ? Math.max(props.everyMinutes, EPHEMERAL_MINUTES) : props.everyMinutes;
    const deadLetters = new DeadLetterQueue(this, 'DeadLetters', props).queue;
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    });
    role.addToPolicy(new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [alias.functionArn] }));
    role.addToPolicy(new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [deadLetters.queueArn] }));
    props.key.grantUseThrough(role, 'sqs');
    asyncRuns(this, { ...props, deadLetters });
    new CfnSchedule(this, 'Schedule', {
      scheduleExpression: `rate(${minutes} ${minutes === 1 ? 'minute' : 'minutes'})`,
      flexibleTimeWindow: { mode: 'OFF' },
      target: {
        arn: alias.functionArn,
        roleArn: role.roleArn,
        input: '{}',
        deadLetterConfig: { arn: deadLetters.queueArn },
        retryPolicy: { maximumRetryAttempts: TRIES_AGAIN, maximumEventAgeInSeconds: WAITS_FOR_SECONDS },
      },
    }).node.addDependency(role);
    raiseSilence(this, 'Silent', {
      ...props,
      topicArn: props.alarmTopicArn,
      says: `No invocations: the schedule ${this.node.path} has not run for ${MISSES * minutes} minutes.`,
      metric: alias.metricInvocations({ period: Duration.minutes(MISSES * minutes) }),
    });
  }
}
