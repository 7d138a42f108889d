import type { Construct } from 'constructs';
import type { Domain } from '../../functions/kernel/core/domain.ts';
import { webhooks } from '../../functions/webhooks/contract/domain.ts';
import type { Deployment } from '../platform/deployment.ts';
import { mountApi, watchKeys, watchTables } from '../platform/domain-api.ts';
import { DomainStack } from '../platform/domain-stack.ts';
import { WebhooksData } from './webhooks-data.ts';
import { WebhooksService } from './webhooks-service.ts';

/** Endpoints, signed deliveries, and the public feed of events. */
export class WebhooksStack extends DomainStack {
  override readonly dataFloor: number | undefined;

  /** @param domains whose public events are delivered */
  constructor(scope: Construct, deployment: Deployment, domains: readonly Pick<Domain, 'events'>[]) {
    super(scope, deployment, 'Webhooks', {
      owner: 'webhooks',
      tier: 2,
      runbook: 'rollback',
      dataClass: 'confidential',
      purpose: webhooks.purpose,
    });
    const data = new WebhooksData(this, 'Data');
    const events = domains.flatMap((domain) => Object.values(domain.events));
    const service = new WebhooksService(this, 'Service', deployment, data, events);
    this.dataFloor = service.dataFloor;
    watchKeys(this, deployment, webhooks, data);
    watchTables(this, deployment, webhooks, { Store: data.store });
    mountApi(this, deployment, { domain: webhooks, operations: webhooks.operations, service });
  }
}
