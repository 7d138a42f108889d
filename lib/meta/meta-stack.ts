import { CfnRoute } from 'aws-cdk-lib/aws-apigatewayv2';
import type { Construct } from 'constructs';
import type { Domain } from '../../functions/kernel/core/domain.ts';
import { metaOperations } from '../../functions/meta/contract/api.ts';
import type { Deployment } from '../platform/deployment.ts';
import { DomainStack } from '../platform/domain-stack.ts';
import { HttpRoutes } from '../platform/http-routes.ts';
import { acknowledge } from '../platform/nag.ts';
import { readStackParameter } from '../platform/stack-parameters.ts';
import { MetaService } from './meta-service.ts';
import { withOutcomeScopes } from './outcome-scopes.ts';

/** What concerns the API as a whole: its document, its health, its problems, and the answer to paths that nobody owns. */
export class MetaStack extends DomainStack {
  /** @param domains whose calls the document shows, in its order, and whose health is asked: all but meta itself */
  constructor(scope: Construct, deployment: Deployment, domains: readonly Domain[]) {
    super(scope, deployment, 'Meta', { owner: 'platform', tier: 2, runbook: 'rollback', dataClass: 'internal' });
    const { target } = new MetaService(this, 'Service', deployment, domains);
    const apiId = readStackParameter(this, deployment, 'apiId');
    new HttpRoutes(this, 'Routes', {
      apiId,
      targetOf: () => target,
      operations: withOutcomeScopes(metaOperations, domains),
      authorizerId: readStackParameter(this, deployment, 'authorizerId'),
    });
    const route = new CfnRoute(this, 'DefaultRoute', {
      apiId,
      routeKey: '$default',
      authorizationType: 'NONE',
      target: `integrations/${target.integrationId}`,
    });
    acknowledge(
      route,
      'AwsSolutions-APIG4',
      'It only says that a path or method does not exist, with a token or without.',
    );
  }
}
