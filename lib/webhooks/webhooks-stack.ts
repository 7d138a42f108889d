import type { Construct } from 'constructs';
import { webhooksOperations } from '../../functions/webhooks/contract/api.ts';
import type { Deployment } from '../platform/deployment.ts';
import { DomainStack } from '../platform/domain-stack.ts';
import { HttpRoutes } from '../platform/http-routes.ts';
import { publishWire, readWire } from '../platform/wires.ts';
import { WebhooksData } from './webhooks-data.ts';
import { WebhooksService } from './webhooks-service.ts';

/** Endpoints, signed deliveries, and the public feed of events. */
export class WebhooksStack extends DomainStack {
  constructor(scope: Construct, deployment: Deployment) {
    super(scope, deployment, 'Webhooks');
    const data = new WebhooksData(this, 'Data');
    const service = new WebhooksService(this, 'Service', deployment, data);
    new HttpRoutes(this, 'Routes', {
      apiId: readWire(this, deployment, 'apiId'),
      integrationId: service.target.integrationId,
      operations: webhooksOperations,
      authorizerId: readWire(this, deployment, 'authorizerId'),
    });
    publishWire(this, deployment, 'webhooksApiAliasArn', service.api.alias.functionArn);
  }
}
