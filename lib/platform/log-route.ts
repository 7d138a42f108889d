import { ArnFormat, Stack } from 'aws-cdk-lib';
import { CfnPermission } from 'aws-cdk-lib/aws-lambda';
import { CfnSubscriptionFilter } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { Ownership } from './alarms.ts';
import { asyncRuns } from './async-runs.ts';
import { DeadLetterQueue } from './dead-letter-queue.ts';
import type { DomainKey } from './domain-key.ts';
import type { ReleasedFunction } from './released-function.ts';

export interface LogRouteProps extends Ownership {
  /** The name of the log group. */
  readonly from: string;
  readonly to: ReleasedFunction;
  readonly key: DomainKey;
  readonly alarmTopicArn: string;
}

/**
 * Hands every line of a log group to a function, in batches. CloudWatch Logs delivers at least once, and Lambda runs again what failed;
 * what fails for good lies in the dead-letter queue with its lines.
 */
export class LogRoute extends Construct {
  constructor(scope: Construct, id: string, props: LogRouteProps) {
    super(scope, id);
    const { alias } = props.to;
    const deadLetters = new DeadLetterQueue(this, 'DeadLetters', props).queue;
    const runs = asyncRuns(this, { ...props, deadLetters });
    const group = { service: 'logs', resource: 'log-group', arnFormat: ArnFormat.COLON_RESOURCE_NAME };
    const permission = new CfnPermission(this, 'Permission', {
      action: 'lambda:InvokeFunction',
      functionName: alias.functionArn,
      principal: 'logs.amazonaws.com',
      sourceArn: Stack.of(this).formatArn({ ...group, resourceName: `${props.from}:*` }),
      sourceAccount: Stack.of(this).account,
    });
    new CfnSubscriptionFilter(this, 'Lines', {
      logGroupName: props.from,
      filterPattern: '',
      destinationArn: alias.functionArn,
    }).node.addDependency(permission);
    permission.node.addDependency(runs);
  }
}
