import { ArnFormat, Stack } from 'aws-cdk-lib';
import { type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { Deployment } from '../platform/deployment.ts';
import { stageTag } from '../platform/domain-stack.ts';
import type { DomainTable } from '../platform/domain-table.ts';
import { acknowledge } from '../platform/nag.ts';
import { known, pinsPath } from './release-names.ts';
import type { ReleaseProber } from './release-prober.ts';

const REASON =
  'A release command works on the functions, pins and canaries of every domain of this deployment, whose stacks come after it.';

const NO_RESOURCE =
  'AWS knows no resource for stopping a deployment of CodeDeploy; NoWildcardGrants refuses all others.';

/** Who is let: a role, or a function, with the construct on which cdk-nag finds its policy. */
export type Releaser = Construct & IGrantable;

/** Something of one service, in this account and region. */
const named = (of: Construct, service: string, resource: string, resourceName: string, arnFormat?: ArnFormat): string =>
  Stack.of(of).formatArn({
    ...{ service, resource, resourceName },
    arnFormat: arnFormat ?? ArnFormat.SLASH_RESOURCE_NAME,
  });

type Conditions = Readonly<Record<string, object>>;

/** Lets a releaser do this, and says why where a resource has a wildcard. */
export const letRelease = (
  releaser: Releaser,
  actions: readonly string[],
  resources: readonly string[],
  conditions: Conditions = {},
): void => {
  releaser.grantPrincipal.addToPrincipalPolicy(
    new PolicyStatement({ actions: [...actions], resources: [...resources], conditions }),
  );
  for (const resource of resources.filter((each) => each.includes('*')))
    acknowledge(releaser, `AwsSolutions-IAM5[Resource::${known(resource)}]`, resource === '*' ? NO_RESOURCE : REASON);
};

const functionsOf = (releaser: Construct, { prefix }: Deployment): string =>
  named(releaser, 'lambda', 'function', `${prefix}Folio-*`, ArnFormat.COLON_RESOURCE_NAME);

const groupsOf = (releaser: Construct, name: string): string =>
  named(releaser, 'codedeploy', 'deploymentgroup', name, ArnFormat.COLON_RESOURCE_NAME);

const pinsOf = (releaser: Construct, deployment: Deployment): string =>
  named(releaser, 'ssm', 'parameter', pinsPath(deployment).slice(1));

/** To see how releases stand: the log, aliases and versions, pins, what CodeDeploy moves, the stacks' states. */
export const grantSeeingReleases = (releaser: Releaser, deployment: Deployment, log: DomainTable): void => {
  const { prefix } = deployment;
  log.grant(releaser, ['Query']);
  const read = ['lambda:GetAlias', 'lambda:GetFunctionConfiguration', 'lambda:ListVersionsByFunction'];
  letRelease(releaser, read, [functionsOf(releaser, deployment)]);
  const pins = pinsOf(releaser, deployment);
  letRelease(releaser, ['ssm:GetParametersByPath'], [pins]);
  letRelease(releaser, ['ssm:GetParameter'], [`${pins}/*`]);
  // What runs is listed for the whole account: CodeDeploy has no list of the groups whose names begin alike.
  letRelease(releaser, ['codedeploy:ListDeployments', 'codedeploy:BatchGetDeployments'], [groupsOf(releaser, '*')]);
  const ours = groupsOf(releaser, `${prefix}Folio-*/*`);
  letRelease(releaser, ['codedeploy:ListDeploymentTargets', 'codedeploy:BatchGetDeploymentTargets'], [ours]);
  const stacks = named(releaser, 'cloudformation', 'stack', `${prefix}Folio-*/*`);
  letRelease(releaser, ['cloudformation:DescribeStacks'], [stacks]);
};

/** Whether the resources in a version's environment are still there; not what is in them. */
const lookAtWhatVersionsName = (releaser: Releaser, deployment: Deployment): void => {
  const { prefix } = deployment;
  letRelease(releaser, ['dynamodb:DescribeTable'], [named(releaser, 'dynamodb', 'table', `${prefix}Folio-*`)]);
  letRelease(releaser, ['events:DescribeEventBus'], [named(releaser, 'events', 'event-bus', `${prefix}folio`)]);
  const queues = Stack.of(releaser).formatArn({ service: 'sqs', resource: `${prefix}Folio-*` });
  letRelease(releaser, ['sqs:GetQueueAttributes'], [queues]);
  const tagged = { StringEquals: { 'aws:ResourceTag/folio:stage': stageTag(deployment) } };
  letRelease(releaser, ['kms:DescribeKey'], [named(releaser, 'kms', 'key', '*')], tagged);
};

/** To change releases too: set pins, move aliases, ask the prober, stop a canary, add to the log. */
export const grantReleasing = (
  releaser: Releaser,
  deployment: Deployment,
  { log, prober }: { readonly log: DomainTable; readonly prober: ReleaseProber },
): void => {
  grantSeeingReleases(releaser, deployment, log);
  log.grantInTransaction(releaser, ['PutItem']);
  prober.grantAsking(releaser);
  letRelease(releaser, ['lambda:UpdateAlias'], [functionsOf(releaser, deployment)]);
  letRelease(releaser, ['ssm:PutParameter'], [`${pinsOf(releaser, deployment)}/*`]);
  // AWS knows no resource for it, so this stops any deployment of the account; the command stops those of one stack of ours.
  letRelease(releaser, ['codedeploy:StopDeployment'], ['*']);
  lookAtWhatVersionsName(releaser, deployment);
};
