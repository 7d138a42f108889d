import { Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { Domain } from '../../functions/kernel/core/domain.ts';
import { meta } from '../../functions/meta/contract/domain.ts';
import { type MetaEnv, OPENAPI_ASSET } from '../../functions/meta/env.ts';
import type { Deployment } from '../platform/deployment.ts';
import { domainFunction } from '../platform/domain-function.ts';
import { DomainKey } from '../platform/domain-key.ts';
import { HttpTarget } from '../platform/http-routes.ts';
import { grantInvoking } from '../platform/invoking.ts';
import { grantListingAlarms } from '../platform/listing-alarms.ts';
import { releasesPath } from '../platform/release-identity.ts';
import { readStackParameter } from '../platform/stack-parameters.ts';
import { openapi } from './openapi.ts';
import { outcomeScopes } from './outcome-scopes.ts';

/** Meta's one function, which asks the domains' functions by invoking their aliases. */
export class MetaService extends Construct {
  readonly target: HttpTarget;

  constructor(scope: Construct, id: string, deployment: Deployment, domains: readonly Domain[]) {
    super(scope, id);
    const asked = Object.fromEntries(
      domains
        .filter(({ name }) => name !== meta.name)
        .map(({ name }) => [name, readStackParameter(this, deployment, `${name}ApiAliasArn`)]),
    );
    const environment: MetaEnv = {
      DOMAIN_FUNCTIONS: JSON.stringify(asked),
      OUTCOME_SCOPES: outcomeScopes(domains).join(' '),
      RELEASES_PATH: releasesPath(deployment),
      // Whatever has no name of its own is called after its stack.
      ALARM_NAMES: `${deployment.prefix}Folio-`,
    };
    const api = domainFunction(this, 'Api', deployment, {
      domain: meta,
      entry: 'api',
      owner: 'platform',
      tier: 2,
      runbook: 'http-function',
      extras: { [OPENAPI_ASSET]: JSON.stringify(openapi(domains)) },
      environment,
      memoryMb: 512,
      timeoutSeconds: 15,
      key: new DomainKey(this, 'Key', 'meta'),
      alarmTopicArn: readStackParameter(this, deployment, 'alarmTopicArn'),
    });
    grantInvoking(api, ...Object.values(asked));
    const path = releasesPath(deployment).slice(1);
    const published = Stack.of(this).formatArn({ service: 'ssm', resource: 'parameter', resourceName: path });
    api.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({ actions: ['ssm:GetParametersByPath'], resources: [published] }),
    );
    grantListingAlarms(api);
    this.target = new HttpTarget(this, 'Target', { apiId: readStackParameter(this, deployment, 'apiId'), target: api });
  }
}
