import { CustomResource } from 'aws-cdk-lib';
import { CfnAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2';
import type { Construct } from 'constructs';
import { identityOperations } from '../../functions/identity/contract/api.ts';
import { ISSUER_RESOURCE } from '../../functions/registry/contract/custom-resource.ts';
import type { Deployment } from '../platform/deployment.ts';
import { DomainStack } from '../platform/domain-stack.ts';
import { HttpRoutes } from '../platform/http-routes.ts';
import { KEEPER_ANSWERS_WITHIN } from '../platform/keeper.ts';
import { audiences } from '../platform/outside-issuer.ts';
import { publishStackParameter, readStackParameter } from '../platform/stack-parameters.ts';

/**
 * Who may come in: the JWT authorizer of all routes with scopes. It is a stack of its own because API Gateway fetches the
 * issuer's discovery document when it creates the authorizer, and the issuer is identity, behind this very API.
 */
export class AccessStack extends DomainStack {
  constructor(scope: Construct, deployment: Deployment) {
    super(scope, deployment, 'Access', {
      ...{ owner: 'identity', tier: 1, runbook: 'http-function', dataClass: 'internal' },
      purpose: 'Which access tokens the API takes, before any function runs.',
    });
    const apiId = readStackParameter(this, deployment, 'apiId');
    const issuer = deployment.externalIssuer ?? readStackParameter(this, deployment, 'apiUrl');
    const authorizer = new CfnAuthorizer(this, 'Authorizer', {
      apiId,
      name: 'tokens',
      authorizerType: 'JWT',
      identitySource: ['$request.header.Authorization'],
      jwtConfiguration: {
        issuer,
        audience: [...audiences(this)],
      },
    });
    if (deployment.externalIssuer === undefined) authorizer.node.addDependency(this.#waitForIssuer(deployment, issuer));
    new HttpRoutes(this, 'IdentityRoutes', {
      apiId,
      targetOf: () => ({ integrationId: readStackParameter(this, deployment, 'identityIntegrationId') }),
      operations: identityOperations.filter(({ scopes }) => scopes.length > 0),
      authorizerId: authorizer.ref,
    });
    publishStackParameter(this, deployment, 'authorizerId', authorizer.ref);
  }

  /** API Gateway asks once, for 1,500 ms, a function that may never have run. */
  #waitForIssuer(deployment: Deployment, issuer: string): CustomResource {
    return new CustomResource(this, 'IssuerReady', {
      resourceType: ISSUER_RESOURCE,
      serviceToken: readStackParameter(this, deployment, 'registryAliasArn'),
      serviceTimeout: KEEPER_ANSWERS_WITHIN,
      properties: { Urls: ['openid-configuration', 'jwks.json'].map((file) => `${issuer}/.well-known/${file}`) },
    });
  }
}
