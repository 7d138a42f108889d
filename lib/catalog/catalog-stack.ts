import type { Construct } from 'constructs';
import { catalog } from '../../functions/catalog/contract/domain.ts';
import type { Deployment } from '../platform/deployment.ts';
import { mountApi } from '../platform/domain-api.ts';
import { DomainStack } from '../platform/domain-stack.ts';
import { CatalogService, type CatalogServiceProps } from './catalog-service.ts';

/** What the system consists of, and the console that shows it. It stands in the way of no other call. */
export class CatalogStack extends DomainStack {
  constructor(scope: Construct, deployment: Deployment, props: CatalogServiceProps) {
    super(scope, deployment, 'Catalog', {
      ...{ owner: 'platform', tier: 3, runbook: 'rollback', dataClass: 'internal' },
      purpose: catalog.purpose,
    });
    const service = new CatalogService(this, 'Service', deployment, props);
    mountApi(this, deployment, { domain: catalog, operations: catalog.operations, service });
  }
}
