import { CfnOutput } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { identityOperations } from '../../functions/identity/contract/api.ts';
import type { Deployment } from '../platform/deployment.ts';
import { DomainStack } from '../platform/domain-stack.ts';
import { HttpRoutes } from '../platform/http-routes.ts';
import { publishWire, readWire } from '../platform/wires.ts';
import { IdentityData } from './identity-data.ts';
import { IdentityService } from './identity-service.ts';

/**
 * Tenants, clients, tokens. Only its open routes stand here (discovery, keys, tokens): the authorizer fetches discovery from
 * them when it is created, in the access stack, which also has the routes that need it.
 */
export class IdentityStack extends DomainStack {
  constructor(scope: Construct, deployment: Deployment) {
    super(scope, deployment, 'Identity');
    const data = new IdentityData(this, 'Data');
    const service = new IdentityService(this, 'Service', deployment, data);
    new HttpRoutes(this, 'Routes', {
      apiId: readWire(this, deployment, 'apiId'),
      integrationId: service.target.integrationId,
      operations: identityOperations.filter(({ scopes }) => scopes.length === 0),
    });
    publishWire(this, deployment, 'identityIntegrationId', service.target.integrationId);
    publishWire(this, deployment, 'identityApiAliasArn', service.api.alias.functionArn);
    publishWire(this, deployment, 'identityProvisionAliasArn', service.provision.alias.functionArn);
    new CfnOutput(this, 'ProvisionFunction', {
      value: service.provision.alias.functionArn,
      description: 'Invoke it to make a tenant with its first client',
    });
  }
}
