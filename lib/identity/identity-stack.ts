import type { Construct } from 'constructs';
import { identityOperations } from '../../functions/identity/contract/api.ts';
import { identity } from '../../functions/identity/contract/domain.ts';
import type { Scope } from '../../functions/kernel/core/operation.ts';
import type { Deployment } from '../platform/deployment.ts';
import { watchKeys, watchTables } from '../platform/domain-api.ts';
import { DomainStack } from '../platform/domain-stack.ts';
import { HttpRoutes } from '../platform/http-routes.ts';
import { isEphemeral } from '../platform/is-ephemeral.ts';
import { namedOutput } from '../platform/named-output.ts';
import { publishStackParameter, readStackParameter } from '../platform/stack-parameters.ts';
import { IdentityData } from './identity-data.ts';
import { IdentityService } from './identity-service.ts';

/**
 * Tenants, clients, tokens. Only its open routes stand here (discovery, keys, tokens): the authorizer fetches discovery from
 * them when it is created, in the access stack, which also has the routes that need it.
 */
export class IdentityStack extends DomainStack {
  /** @param scopes those of all domains of the deployment, which are what identity grants */
  constructor(scope: Construct, deployment: Deployment, scopes: readonly Scope[]) {
    super(scope, deployment, 'Identity', {
      owner: 'identity',
      tier: 1,
      runbook: 'rollback',
      dataClass: 'confidential',
      purpose: identity.purpose,
    });
    const data = new IdentityData(this, 'Data');
    const service = new IdentityService(this, 'Service', deployment, data, scopes);
    watchKeys(this, deployment, identity, data);
    watchTables(this, deployment, identity, { Store: data.store });
    new HttpRoutes(this, 'Routes', {
      apiId: readStackParameter(this, deployment, 'apiId'),
      targetOf: () => service.target,
      operations: identityOperations.filter(({ scopes }) => scopes.length === 0),
    });
    if (isEphemeral(this)) publishStackParameter(this, deployment, 'tokenKeyArn', data.foundingTokenKey.keyArn);
    publishStackParameter(this, deployment, 'identityIntegrationId', service.target.integrationId);
    publishStackParameter(this, deployment, 'identityApiAliasArn', service.api.alias.functionArn);
    publishStackParameter(this, deployment, 'identityProvisionAliasArn', service.provision.alias.functionArn);
    namedOutput(this, 'ProvisionFunction', {
      value: service.provision.alias.functionArn,
      description: 'Makes tenants for folio tenant create, and turns over the keys that sign tokens',
    });
  }
}
