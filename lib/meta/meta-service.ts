import { Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { type MetaEnv, OPENAPI_ASSET } from '../../functions/meta/env.ts';
import type { Deployment } from '../platform/deployment.ts';
import { DomainKey } from '../platform/domain-key.ts';
import { HttpTarget } from '../platform/http-routes.ts';
import { releaseIdentity, releasesPath } from '../platform/release-identity.ts';
import { ReleasedFunction } from '../platform/released-function.ts';
import { readWire } from '../platform/wires.ts';

/** Meta's one function, which asks the domains' functions by invoking their aliases. */
export class MetaService extends Construct {
  readonly target: HttpTarget;

  constructor(scope: Construct, id: string, deployment: Deployment, openapi: string) {
    super(scope, id);
    const domains = {
      identity: readWire(this, deployment, 'identityApiAliasArn'),
      ledger: readWire(this, deployment, 'ledgerApiAliasArn'),
      webhooks: readWire(this, deployment, 'webhooksApiAliasArn'),
    };
    const environment: MetaEnv = {
      DOMAIN_FUNCTIONS: Stack.of(this).toJsonString(domains),
      RELEASES_PATH: releasesPath(deployment),
    };
    const api = new ReleasedFunction(this, 'Api', {
      domain: 'meta',
      owner: 'platform',
      tier: 2,
      runbook: 'http-function',
      release: releaseIdentity(deployment, 'meta', 'api', 'health'),
      code: deployment.bundles.code('functions/meta/handlers/api.http.ts', { [OPENAPI_ASSET]: openapi }),
      environment,
      memoryMb: 512,
      timeoutSeconds: 15,
      key: new DomainKey(this, 'Key', 'meta'),
      alarmTopicArn: readWire(this, deployment, 'alarmTopicArn'),
    });
    api.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: Object.values(domains) }),
    );
    const path = releasesPath(deployment).slice(1);
    const published = Stack.of(this).formatArn({ service: 'ssm', resource: 'parameter', resourceName: path });
    api.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({ actions: ['ssm:GetParametersByPath'], resources: [published] }),
    );
    this.target = new HttpTarget(this, 'Target', { apiId: readWire(this, deployment, 'apiId'), target: api });
  }
}
