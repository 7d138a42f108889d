import { ArnFormat, Duration, Stack } from 'aws-cdk-lib';
import { Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { RegistryEnv, WatchEnv } from '../../functions/registry/env.ts';
import { MINUTE, raiseAlarm } from '../platform/alarms.ts';
import type { Rollout } from '../platform/canary.ts';
import type { Deployment } from '../platform/deployment.ts';
import type { DomainKey } from '../platform/domain-key.ts';
import type { DomainTable } from '../platform/domain-table.ts';
import { acknowledge } from '../platform/nag.ts';
import { QueueRule } from '../platform/queue-rule.ts';
import { ReleasedFunction } from '../platform/released-function.ts';
import { ScheduleRoute } from '../platform/schedule-route.ts';
import { metricNamespace } from '../platform/stage.ts';
import { WorkQueue } from '../platform/work-queue.ts';
import { known, pinsPath } from './release-names.ts';

export interface ReleaseWatchProps {
  readonly log: DomainTable;
  readonly key: DomainKey;
  readonly alarmTopicArn: string;
  readonly rollout: Rollout;
}

const OWNED = { owner: 'platform', tier: 2, runbook: 'alias-moved' } as const;
const HOUR = Duration.hours(1);

/**
 * What nobody of ours did: hears on the default bus of aliases that were moved and of canaries that ended, compares them with the
 * release log and adds to it; and looks once an hour for forgotten pins.
 *
 * CloudTrail tells EventBridge of calls only in a region where a trail logs management events. That is the account's own, and not
 * made here.
 */
export class ReleaseWatch extends Construct {
  constructor(scope: Construct, id: string, deployment: Deployment, props: ReleaseWatchProps) {
    super(scope, id);
    const { log, key, alarmTopicArn, rollout } = props;
    const environment: RegistryEnv & WatchEnv = { TABLE_NAME: log.table.tableName, PINS_PATH: pinsPath(deployment) };
    const watch = new ReleasedFunction(this, 'Function', {
      ...OWNED,
      domain: 'registry',
      code: deployment.bundles.code('functions/registry/handlers/watch.queue.ts'),
      environment,
      memoryMb: 512,
      timeoutSeconds: 30,
      key,
      alarmTopicArn,
      rollout,
    });
    const common = { ...OWNED, key, alarmTopicArn };
    const queue = new WorkQueue(this, 'Events', {
      ...common,
      domain: 'registry',
      consumer: watch,
      batchSize: 10,
      maxConcurrency: 2,
      lateAfterSeconds: 300,
    });
    this.#hear(deployment, queue, key);
    new ScheduleRoute(this, 'Hourly', { ...common, to: watch, everyMinutes: HOUR.toMinutes() });
    // Reading and adding, never changing or deleting: a put of ours has the condition that nothing is there.
    log.grant(watch, ['Query']);
    log.grantInTransaction(watch, ['PutItem']);
    this.#allowLooking(deployment, watch);
    this.#alarms(alarmTopicArn);
  }

  /** Calls of CloudFormation and CodeDeploy stay out here already: they are most of all there are. */
  #hear({ prefix }: Deployment, to: WorkQueue, key: DomainKey): void {
    const ours = ['cloudformation.amazonaws.com', 'codedeploy.amazonaws.com'];
    new QueueRule(this, 'AliasChanges', {
      description: 'An alias or a version of Folio was changed by somebody',
      pattern: {
        source: ['aws.lambda'],
        'detail-type': ['AWS API Call via CloudTrail'],
        detail: {
          eventSource: ['lambda.amazonaws.com'],
          // By prefix: the names of the events may end in a date.
          eventName: ['UpdateAlias', 'DeleteAlias', 'DeleteFunction'].map((name) => ({ prefix: name })),
          errorCode: [{ exists: false }],
          userIdentity: { invokedBy: [{ exists: false }, { 'anything-but': ours }] },
          requestParameters: {
            functionName: [{ prefix: `${prefix}Folio-` }, { wildcard: `*:${prefix}Folio-*` }],
          },
        },
      },
      to,
      key,
    });
    new QueueRule(this, 'CanaryEnds', {
      description: 'A canary of Folio has ended',
      pattern: {
        source: ['aws.codedeploy'],
        'detail-type': ['CodeDeploy Deployment State-change Notification'],
        detail: { state: ['SUCCESS', 'FAILURE', 'STOP'], application: [{ prefix: `${prefix}Folio-` }] },
      },
      to,
      key,
    });
  }

  #allowLooking(deployment: Deployment, watch: ReleasedFunction): void {
    const stack = Stack.of(this);
    const pins = stack.formatArn({
      service: 'ssm',
      resource: 'parameter',
      resourceName: pinsPath(deployment).slice(1),
    });
    const groups = stack.formatArn({
      service: 'codedeploy',
      resource: 'deploymentgroup',
      resourceName: `${deployment.prefix}Folio-*/*`,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
    const allow = (actions: readonly string[], resources: readonly string[]): void =>
      void watch.grantPrincipal.addToPrincipalPolicy(
        new PolicyStatement({ actions: [...actions], resources: [...resources] }),
      );
    allow(['ssm:GetParametersByPath'], [pins, `${pins}/*`]);
    allow(['codedeploy:GetDeployment'], [groups]);
    // Both only read, and AWS knows no resource for them.
    allow(['codedeploy:ListDeploymentTargets', 'codedeploy:BatchGetDeploymentTargets'], ['*']);
    const reason = 'It reads the pins and the canaries of every domain of this deployment, whose stacks come after it.';
    for (const resource of [`${pins}/*`, groups]) {
      acknowledge(watch, `AwsSolutions-IAM5[Resource::${known(resource)}]`, reason);
    }
  }

  #alarms(topicArn: string): void {
    const metric = (metricName: string, statistic: string, period: Duration): Metric =>
      new Metric({
        namespace: metricNamespace(this),
        metricName,
        dimensionsMap: { service: 'registry' },
        statistic,
        period,
      });
    raiseAlarm(this, 'AliasMoved', {
      ...OWNED,
      tier: 1,
      topicArn,
      says: 'Out-of-band change: an alias or version was changed by neither folio release nor a deployment.',
      metric: metric('outOfBandChanges', Stats.SUM, MINUTE),
      above: 0,
    });
    raiseAlarm(this, 'PinForgotten', {
      ...OWNED,
      tier: 3,
      runbook: 'unpin',
      topicArn,
      says: 'Stale pin: a pin is older than seven days, and deployments do not move what it holds.',
      metric: metric('forgottenPins', Stats.MAXIMUM, HOUR),
      above: 0,
    });
  }
}
