import { ArnFormat, CfnOutput, Duration, Stack } from 'aws-cdk-lib';
import { PolicyStatement, Role } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { Deployment } from '../platform/deployment.ts';
import { stageTag } from '../platform/domain-stack.ts';
import type { DomainTable } from '../platform/domain-table.ts';
import { acknowledge } from '../platform/nag.ts';
import { stackParameterPath } from '../platform/stack-parameters.ts';
import type { ReleaseAnchor } from './release-anchor.ts';
import { known, pinsPath } from './release-names.ts';
import type { ReleaseProber } from './release-prober.ts';
import { releasers } from './releasers.ts';

const REASON =
  'A release command works on the functions, pins and canaries of every domain of this deployment, whose stacks come after it.';

const NO_RESOURCE =
  'AWS knows no resource for stopping a deployment of CodeDeploy; NoWildcardGrants refuses all others.';

export interface ReleaseRoleProps {
  readonly log: DomainTable;
  readonly prober: ReleaseProber;
  readonly anchor: ReleaseAnchor;
}

/**
 * What `folio release` may do: read where everything stands, set pins, move aliases, ask the prober which version answers, stop a
 * canary, add to the release log. Neither to call a function of a domain, which would be to act as any tenant, nor to change code, nor
 * to delete anything: `clean` is a deployer's work.
 *
 * The log's records are put in transactions that find their place free, but no condition of IAM can demand that of a put. A record
 * that is overwritten all the same breaks the chain of hashes, which every reading checks; and a chain that is made anew differs from the
 * copies of `ReleaseAnchor`, to which this role cannot write.
 *
 * Who may assume the role says the context, or the account's administrators where it does not (releasers.ts).
 */
export class ReleaseRole extends Construct {
  readonly #role: Role;
  readonly #deployment: Deployment;

  constructor(scope: Construct, id: string, deployment: Deployment, { log, prober, anchor }: ReleaseRoleProps) {
    super(scope, id);
    this.#deployment = deployment;
    this.#role = new Role(this, 'Role', {
      description: 'Folio: rolls releases back',
      assumedBy: releasers(this),
      maxSessionDuration: Duration.hours(1),
    });
    log.grant(this.#role, ['Query']);
    log.grantInTransaction(this.#role, ['PutItem']);
    prober.grantAsking(this.#role);
    anchor.grantComparing(this.#role);
    this.#moveAliases();
    this.#setPins();
    this.#stopCanaries();
    this.#lookAtWhatVersionsName();
    new CfnOutput(this, 'Arn', { value: this.#role.roleArn, description: 'Assume it to run folio release' });
  }

  /** Something of one service, in this account and region. */
  #named(service: string, resource: string, resourceName: string, form = ArnFormat.SLASH_RESOURCE_NAME): string {
    return Stack.of(this).formatArn({ service, resource, resourceName, arnFormat: form });
  }

  #allow(actions: readonly string[], resources: readonly string[], conditions: Readonly<Record<string, object>> = {}) {
    this.#role.addToPolicy(new PolicyStatement({ actions: [...actions], resources: [...resources], conditions }));
    for (const resource of resources.filter((each) => each.includes('*')))
      acknowledge(
        this.#role,
        `AwsSolutions-IAM5[Resource::${known(resource)}]`,
        resource === '*' ? NO_RESOURCE : REASON,
      );
  }

  #moveAliases(): void {
    const { prefix } = this.#deployment;
    const functions = this.#named('lambda', 'function', `${prefix}Folio-*`, ArnFormat.COLON_RESOURCE_NAME);
    const read = ['lambda:GetAlias', 'lambda:GetFunctionConfiguration', 'lambda:ListVersionsByFunction'];
    this.#allow([...read, 'lambda:UpdateAlias'], [functions]);
  }

  #setPins(): void {
    const parameter = (path: string): string => this.#named('ssm', 'parameter', path.slice(1));
    const pins = parameter(pinsPath(this.#deployment));
    this.#allow(['ssm:GetParametersByPath'], [pins]);
    this.#allow(['ssm:GetParameter', 'ssm:PutParameter'], [`${pins}/*`]);
    const parameters = (['releaseLogTable', 'releaseProberAliasArn', 'releaseAnchorBucket'] as const).map((name) =>
      stackParameterPath(this.#deployment, name),
    );
    this.#allow(['ssm:GetParameter'], parameters.map(parameter));
  }

  #stopCanaries(): void {
    const { prefix } = this.#deployment;
    const groups = (name: string): string =>
      this.#named('codedeploy', 'deploymentgroup', name, ArnFormat.COLON_RESOURCE_NAME);
    // What runs is listed for the whole account: CodeDeploy has no list of the groups whose names begin alike.
    this.#allow(['codedeploy:ListDeployments', 'codedeploy:BatchGetDeployments'], [groups('*')]);
    const ours = groups(`${prefix}Folio-*/*`);
    this.#allow(['codedeploy:ListDeploymentTargets', 'codedeploy:BatchGetDeploymentTargets'], [ours]);
    // AWS knows no resource for it, so this stops any deployment of the account; the command stops those of one stack of ours.
    this.#allow(['codedeploy:StopDeployment'], ['*']);
    this.#allow(['cloudformation:DescribeStacks'], [this.#named('cloudformation', 'stack', `${prefix}Folio-*/*`)]);
  }

  /** Whether the resources in a version's environment are still there; not what is in them. */
  #lookAtWhatVersionsName(): void {
    const { prefix } = this.#deployment;
    this.#allow(['dynamodb:DescribeTable'], [this.#named('dynamodb', 'table', `${prefix}Folio-*`)]);
    this.#allow(['events:DescribeEventBus'], [this.#named('events', 'event-bus', `${prefix}folio`)]);
    const queues = Stack.of(this).formatArn({ service: 'sqs', resource: `${prefix}Folio-*` });
    this.#allow(['sqs:GetQueueAttributes'], [queues]);
    const tagged = { StringEquals: { 'aws:ResourceTag/folio:stage': stageTag(this.#deployment) } };
    this.#allow(['kms:DescribeKey'], [this.#named('kms', 'key', '*')], tagged);
  }
}
