import { ArnFormat, CustomResource } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { PINS_RESOURCE } from '../../functions/registry/contract/custom-resource.ts';
import type { ProviderEnv } from '../../functions/registry/env.ts';
import type { Deployment } from '../platform/deployment.ts';
import { DomainKey } from '../platform/domain-key.ts';
import { DomainStack } from '../platform/domain-stack.ts';
import { DomainTable } from '../platform/domain-table.ts';
import { isEphemeral } from '../platform/is-ephemeral.ts';
import { KEEPER_ANSWERS_WITHIN } from '../platform/keeper.ts';
import { acknowledge } from '../platform/nag.ts';
import { releasesPath } from '../platform/release-identity.ts';
import { ReleasedFunction } from '../platform/released-function.ts';
import { publishStackParameter, readStackParameter } from '../platform/stack-parameters.ts';
import { TableWatch } from '../platform/table-watch.ts';
import { releasedUnder } from './domain-release.ts';
import { ReleaseAnchor } from './release-anchor.ts';
import { ReleaseBake } from './release-bake.ts';
import { known, pinsPath } from './release-names.ts';
import { ReleaseOperator } from './release-operator.ts';
import { ReleaseProber } from './release-prober.ts';
import { ReleaseRole } from './release-role.ts';
import { ReleaseWatch } from './release-watch.ts';

/**
 * What releases are made safe with: the release log, and the pins. It is deployed before every stack that has a function to
 * pin, because CloudFormation reads a pin before it changes anything.
 */
export class RegistryStack extends DomainStack {
  readonly #deployment: Deployment;
  readonly #provider: ReleasedFunction;
  readonly #prober: ReleaseProber;

  constructor(scope: Construct, deployment: Deployment) {
    super(scope, deployment, 'Registry', {
      ...{ owner: 'platform', tier: 1, runbook: 'release-log', dataClass: 'internal' },
      purpose: 'How releases stand and how they are taken back: the release log, pins, canaries and probes.',
    });
    this.#deployment = deployment;
    const key = new DomainKey(this, 'Key', 'registry');
    const log = new DomainTable(this, 'Log', { key });
    const alarmTopicArn = readStackParameter(this, deployment, 'alarmTopicArn');
    new TableWatch(this, 'TableWatch', { tables: { Log: log }, owner: 'platform', alarmTopicArn });
    const bake = new ReleaseBake(this, 'Bake', deployment, { key, alarmTopicArn });
    const rollout = { kind: 'all-at-once', bakedBy: bake.aliasArn } as const;
    this.#prober = new ReleaseProber(this, 'Prober', deployment, { key, alarmTopicArn, rollout });
    const environment: ProviderEnv = { TABLE_NAME: log.table.tableName, PROBER: this.#prober.aliasArn };
    this.#provider = new ReleasedFunction(this, 'Keeper', {
      // CloudFormation never changes whom a custom resource asks: under another name every domain's stack would be stuck.
      name: `${deployment.prefix}Folio-Keeper`,
      domain: 'registry',
      owner: 'platform',
      tier: 2,
      runbook: 'stuck-stack',
      code: deployment.bundles.code('functions/registry/handlers/custom-resource.task.ts'),
      environment,
      memoryMb: 512,
      // It is patient with AWS for 40 s.
      timeoutSeconds: 90,
      key,
      alarmTopicArn,
      rollout,
    });
    // Reading and adding, never changing or deleting: a put of ours has the condition that nothing is there.
    log.grant(this.#provider, ['Query']);
    log.grantInTransaction(this.#provider, ['PutItem']);
    this.#allowKeeping();
    // It hears of what somebody does around the command, for which a throw-away stage has nobody to tell.
    if (!isEphemeral(this)) new ReleaseWatch(this, 'Watch', deployment, { log, key, alarmTopicArn, rollout });
    this.#prober.grantAsking(this.#provider);
    const anchor = new ReleaseAnchor(this, 'Anchor', deployment, { log, key, alarmTopicArn, rollout });
    const operator = new ReleaseOperator(this, 'Releases', deployment, {
      ...{ log, prober: this.#prober, key, alarmTopicArn, rollout },
    });
    new ReleaseRole(this, 'Release', deployment, { log, prober: this.#prober, anchor });
    publishStackParameter(this, deployment, 'registryAliasArn', this.#provider.alias.functionArn);
    publishStackParameter(this, deployment, 'releaseProberAliasArn', this.#prober.aliasArn);
    publishStackParameter(this, deployment, 'bakeAliasArn', bake.aliasArn);
    publishStackParameter(this, deployment, 'releasesAliasArn', operator.readerAliasArn);
    if (operator.operatorAliasArn !== undefined)
      publishStackParameter(this, deployment, 'releaseOperatorAliasArn', operator.operatorAliasArn);
    publishStackParameter(this, deployment, 'releaseLogTable', log.table.tableName);
    publishStackParameter(this, deployment, 'releaseAnchorBucket', anchor.bucketName);
  }

  /** Lets the prober ask every released function under `scope` that takes a question without an effect. */
  letProbe(scope: Construct): void {
    for (const fn of releasedUnder(scope)) this.#prober.allow(fn);
  }

  /**
   * Makes the pin of every released function under `scope`, once: what an operator has put into one since is left alone by
   * every later deployment, which it would not be in a parameter that CloudFormation owns. One resource for all, because
   * CloudFormation makes resources at once and Parameter Store takes some three changes a second.
   */
  keepPins(scope: Construct): void {
    const paths = releasedUnder(scope).flatMap(({ release }) => (release === undefined ? [] : [release.pin]));
    new CustomResource(this, 'Pins', {
      resourceType: PINS_RESOURCE,
      serviceToken: this.#provider.alias.functionArn,
      serviceTimeout: KEEPER_ANSWERS_WITHIN,
      properties: { Paths: paths },
    });
  }

  #allowKeeping(): void {
    const { prefix } = this.#deployment;
    const parameters = (path: string): string =>
      this.formatArn({ service: 'ssm', resource: 'parameter', resourceName: `${path.slice(1)}/*` });
    const pins = parameters(pinsPath(this.#deployment));
    const published = parameters(releasesPath(this.#deployment));
    const functions = this.formatArn({
      service: 'lambda',
      resource: 'function',
      resourceName: `${prefix}Folio-*`,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
    const { grantPrincipal } = this.#provider;
    const stacks = this.formatArn({ service: 'cloudformation', resource: 'stack', resourceName: `${prefix}Folio-*/*` });
    const allow = (actions: readonly string[], resource: string): void =>
      void grantPrincipal.addToPrincipalPolicy(new PolicyStatement({ actions: [...actions], resources: [resource] }));
    allow(['ssm:GetParameter', 'ssm:PutParameter'], pins);
    allow(['ssm:GetParameter', 'ssm:PutParameter'], published);
    allow(['lambda:GetFunctionConfiguration'], functions);
    allow(['cloudformation:DescribeStacks'], stacks);
    const stage = `/apis/${readStackParameter(this, this.#deployment, 'apiId')}/stages/$default`;
    allow(
      ['apigateway:PATCH'],
      this.formatArn({ service: 'apigateway', account: '', resource: stage, arnFormat: ArnFormat.NO_RESOURCE_NAME }),
    );
    const reason =
      'It keeps the pins, tells the releases, reads the code hashes and asks for the stacks of every function of this deployment, whose stacks come after it.';
    for (const resource of [pins, published, functions, stacks]) {
      acknowledge(this.#provider, `AwsSolutions-IAM5[Resource::${known(resource)}]`, reason);
    }
  }
}
