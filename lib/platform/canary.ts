import { ArnFormat, Fn, Stack } from 'aws-cdk-lib';
import type { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import { CfnApplication, CfnDeploymentGroup } from 'aws-cdk-lib/aws-codedeploy';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Alias, CfnAlias } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';

/** How a new version takes over: a tenth of the calls for five minutes first, or all of them at once. */
export type Rollout = 'canary' | 'all-at-once';

const CONFIGURATIONS: Readonly<Record<Rollout, string>> = {
  canary: 'CodeDeployDefault.LambdaCanary10Percent5Minutes',
  'all-at-once': 'CodeDeployDefault.LambdaAllAtOnce',
};

export interface CanaryProps {
  readonly alias: Alias;
  readonly rollout: Rollout;
  /** One that rings while the new version takes over takes it back. */
  readonly alarms: readonly Alarm[];
  /** Logical id of the condition under which a pin holds the alias; undefined where none can. */
  readonly pinned: string | undefined;
}

/**
 * Lets CodeDeploy move the alias, under alarms. While a pin holds it the policy is dropped: CodeDeploy would find the alias where
 * it did not leave it, and refuse.
 */
export class Canary extends Construct {
  constructor(scope: Construct, id: string, props: CanaryProps) {
    super(scope, id);
    const application = new CfnApplication(this, 'Application', { computePlatform: 'Lambda' });
    const group = new CfnDeploymentGroup(this, 'Group', {
      applicationName: application.ref,
      serviceRoleArn: this.#role(props).roleArn,
      deploymentConfigName: CONFIGURATIONS[props.rollout],
      deploymentStyle: { deploymentType: 'BLUE_GREEN', deploymentOption: 'WITH_TRAFFIC_CONTROL' },
      alarmConfiguration: { enabled: true, alarms: props.alarms.map(({ alarmName }) => ({ name: alarmName })) },
      autoRollbackConfiguration: {
        enabled: true,
        events: ['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_ALARM', 'DEPLOYMENT_STOP_ON_REQUEST'],
      },
    });
    const policy = { ApplicationName: application.ref, DeploymentGroupName: group.ref };
    const alias = props.alias.node.defaultChild as CfnAlias;
    alias.addOverride(
      'UpdatePolicy.CodeDeployLambdaAliasUpdate',
      props.pinned === undefined ? policy : Fn.conditionIf(props.pinned, { Ref: 'AWS::NoValue' }, policy),
    );
    // The group and what its role may do have to be there before the alias moves.
    props.alias.node.addDependency(this);
  }

  /** What CodeDeploy does in our name: move this one alias, look at these alarms. */
  #role({ alias, alarms }: CanaryProps): Role {
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('codedeploy.amazonaws.com') });
    // The alias' ARN as text: a reference would make role and alias wait for each other.
    const functionArn = Stack.of(this).formatArn({
      service: 'lambda',
      resource: 'function',
      resourceName: alias.lambda.functionName,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
    role.addToPolicy(
      new PolicyStatement({
        actions: ['lambda:GetAlias', 'lambda:UpdateAlias', 'lambda:GetProvisionedConcurrencyConfig'],
        resources: [functionArn, `${functionArn}:live`],
      }),
    );
    role.addToPolicy(
      new PolicyStatement({
        actions: ['cloudwatch:DescribeAlarms'],
        resources: alarms.map(({ alarmArn }) => alarmArn),
      }),
    );
    return role;
  }
}
