import { ArnFormat, Aws, Fn, Stack, Token } from 'aws-cdk-lib';
import type { Alarm, CfnAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import { CfnApplication, CfnDeploymentGroup } from 'aws-cdk-lib/aws-codedeploy';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Alias, CfnAlias } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { despiteAlarms } from './despite-alarms.ts';

/**
 * How a new version takes over under alarms: by a tenth of the calls for five minutes first, or by all of them at once. CodeDeploy
 * takes the second for done once the alias stands, before any alarm can fire. So a hook follows, by its ARN, which lets the
 * version bake: until it reports, the deployment goes on, and the alarms can take it back.
 */
export type Rollout = { readonly kind: 'canary' } | { readonly kind: 'all-at-once'; readonly bakedBy: string };

const CONFIGURATIONS: Readonly<Record<Rollout['kind'], string>> = {
  canary: 'CodeDeployDefault.LambdaCanary10Percent5Minutes',
  'all-at-once': 'CodeDeployDefault.LambdaAllAtOnce',
};

export interface CanaryProps {
  readonly alias: Alias;
  readonly rollout: Rollout;
  /** One that fires while the new version takes over rolls it back. */
  readonly alarms: readonly Alarm[];
  /** Logical id of the condition under which a pin holds the alias; undefined where none can. */
  readonly pinned: string | undefined;
}

/**
 * What names an alarm, as long as there is one: those of a version go when it has proved itself.
 *
 * @param written the same as a template has it: CDK leaves what is in an intrinsic function as it is
 */
const whileThere = <T extends string | object>(alarm: Alarm, named: T, written: string | object = named): T => {
  const condition = (alarm.node.defaultChild as CfnAlarm).cfnOptions.condition;
  if (condition === undefined) return named;
  const either = Fn.conditionIf(Stack.of(alarm).getLogicalId(condition), written, Aws.NO_VALUE);
  return (typeof named === 'string' ? Token.asString(either) : either) as T;
};

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
      deploymentConfigName: CONFIGURATIONS[props.rollout.kind],
      deploymentStyle: { deploymentType: 'BLUE_GREEN', deploymentOption: 'WITH_TRAFFIC_CONTROL' },
      alarmConfiguration: {
        enabled: !despiteAlarms(this),
        alarms: props.alarms.map((alarm) => whileThere(alarm, { name: alarm.alarmName }, { Name: alarm.alarmName })),
      },
      autoRollbackConfiguration: {
        enabled: true,
        events: ['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_ALARM', 'DEPLOYMENT_STOP_ON_REQUEST'],
      },
    });
    const policy = {
      ApplicationName: application.ref,
      DeploymentGroupName: group.ref,
      ...(props.rollout.kind === 'all-at-once' ? { AfterAllowTrafficHook: props.rollout.bakedBy } : {}),
    };
    const alias = props.alias.node.defaultChild as CfnAlias;
    alias.addOverride(
      'UpdatePolicy.CodeDeployLambdaAliasUpdate',
      props.pinned === undefined ? policy : Fn.conditionIf(props.pinned, { Ref: 'AWS::NoValue' }, policy),
    );
    // The group and what its role may do have to be there before the alias moves.
    props.alias.node.addDependency(this);
  }

  /** What CodeDeploy does in our name: move this one alias, look at these alarms, call this hook. */
  #role({ alias, alarms, rollout }: CanaryProps): Role {
    const { account, region, urlSuffix } = Stack.of(this);
    const role = new Role(this, 'Role', {
      // The service's name of this region: the one without is unknown in China. Not for anybody else's deployments, in whose name CodeDeploy could be asked to come.
      assumedBy: new ServicePrincipal(`codedeploy.${region}.${urlSuffix}`, {
        conditions: { StringEquals: { 'aws:SourceAccount': account } },
      }),
    });
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
        resources: alarms.map((alarm) => whileThere(alarm, alarm.alarmArn)),
      }),
    );
    if (rollout.kind === 'all-at-once')
      role.addToPolicy(new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [rollout.bakedBy] }));
    return role;
  }
}
