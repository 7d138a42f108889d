import { Stack } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnEventInvokeConfig } from 'aws-cdk-lib/aws-lambda';
import { CfnSchedule } from 'aws-cdk-lib/aws-scheduler';
import { Construct } from 'constructs';
import type { Ownership } from './alarms.ts';
import { DeadLetterQueue } from './dead-letter-queue.ts';
import type { DomainKey } from './domain-key.ts';
import type { ReleasedFunction } from './released-function.ts';

export interface ScheduleRouteProps extends Ownership {
  readonly to: ReleasedFunction;
  readonly key: DomainKey;
  readonly alarmTopicArn: string;
  readonly everyMinutes: number;
}

/**
 * Runs a function on a clock. A run that cannot start or that fails is not tried again, for the next one comes anyway and does
 * its work too, but it leaves a message in the dead letters.
 */
export class ScheduleRoute extends Construct {
  constructor(scope: Construct, id: string, props: ScheduleRouteProps) {
    super(scope, id);
    const { alias } = props.to;
    const deadLetters = new DeadLetterQueue(this, 'DeadLetters', props).queue;
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    });
    role.addToPolicy(new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [alias.functionArn] }));
    for (const sender of [role, props.to.grantPrincipal]) {
      sender.addToPrincipalPolicy(
        new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [deadLetters.queueArn] }),
      );
      props.key.grantUseThrough({ grantPrincipal: sender }, 'sqs');
    }
    const everySeconds = props.everyMinutes * 60;
    new CfnSchedule(this, 'Schedule', {
      scheduleExpression: `rate(${props.everyMinutes} ${props.everyMinutes === 1 ? 'minute' : 'minutes'})`,
      flexibleTimeWindow: { mode: 'OFF' },
      target: {
        arn: alias.functionArn,
        roleArn: role.roleArn,
        input: '{}',
        deadLetterConfig: { arn: deadLetters.queueArn },
        retryPolicy: { maximumRetryAttempts: 0, maximumEventAgeInSeconds: everySeconds },
      },
    }).node.addDependency(role);
    new CfnEventInvokeConfig(this, 'Runs', {
      functionName: alias.lambda.functionName,
      qualifier: alias.aliasName,
      maximumRetryAttempts: 0,
      maximumEventAgeInSeconds: everySeconds,
      destinationConfig: { onFailure: { destination: deadLetters.queueArn } },
    }).node.addDependency(alias, props.to.grantPrincipal);
  }
}
