import { CfnRoute } from 'aws-cdk-lib/aws-apigatewayv2';
import type { Construct } from 'constructs';
import { identityOperations } from '../../functions/identity/contract/api.ts';
import { ledgerOperations } from '../../functions/ledger/contract/api.ts';
import { metaOperations } from '../../functions/meta/contract/api.ts';
import { webhooksOperations } from '../../functions/webhooks/contract/api.ts';
import type { Deployment } from '../platform/deployment.ts';
import { DomainStack } from '../platform/domain-stack.ts';
import { HttpRoutes } from '../platform/http-routes.ts';
import { acknowledge } from '../platform/nag.ts';
import { readWire } from '../platform/wires.ts';
import { MetaService } from './meta-service.ts';
import { openapi } from './openapi.ts';

/** Every domain with an API, in the order in which the document shows them. */
const APIS = [
  { domain: 'identity', operations: identityOperations },
  { domain: 'ledger', operations: ledgerOperations },
  { domain: 'webhooks', operations: webhooksOperations },
  { domain: 'meta', operations: metaOperations },
];

/** What concerns the API as a whole: its document, its health, its problems, and the answer to paths that nobody owns. */
export class MetaStack extends DomainStack {
  constructor(scope: Construct, deployment: Deployment) {
    super(scope, deployment, 'Meta');
    const { target } = new MetaService(this, 'Service', deployment, JSON.stringify(openapi(APIS)));
    const apiId = readWire(this, deployment, 'apiId');
    new HttpRoutes(this, 'Routes', {
      apiId,
      integrationId: target.integrationId,
      operations: metaOperations,
      authorizerId: readWire(this, deployment, 'authorizerId'),
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
