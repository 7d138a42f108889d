import { Duration, Stack } from 'aws-cdk-lib';
import { Role } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { Deployment } from '../platform/deployment.ts';
import type { DomainTable } from '../platform/domain-table.ts';
import { namedOutput } from '../platform/named-output.ts';
import { stackParameterPath } from '../platform/stack-parameters.ts';
import type { ReleaseAnchor } from './release-anchor.ts';
import type { ReleaseProber } from './release-prober.ts';
import { releasers } from './releasers.ts';
import { grantReleasing, letRelease } from './releasing.ts';

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
    grantReleasing(this.#role, deployment, { log, prober });
    anchor.grantComparing(this.#role);
    this.#findWires();
    namedOutput(this, 'ReleaseRole', { value: this.#role.roleArn, description: 'Assume it to run folio release' });
  }

  /** A command on a laptop has to find what a function is told by its stack. */
  #findWires(): void {
    const paths = (['releaseLogTable', 'releaseProberAliasArn', 'releaseAnchorBucket'] as const).map((name) =>
      stackParameterPath(this.#deployment, name).slice(1),
    );
    const resources = paths.map((resourceName) =>
      Stack.of(this).formatArn({ service: 'ssm', resource: 'parameter', resourceName }),
    );
    letRelease(this.#role, ['ssm:GetParameter'], resources);
  }
}
