import type { Construct } from 'constructs';
import type { Domain } from '../../functions/kernel/core/domain.ts';
import type { Deployment } from '../platform/deployment.ts';
import { mountApi, watchTables } from '../platform/domain-api.ts';
import { DomainStack } from '../platform/domain-stack.ts';
import { StandardData } from './standard-data.ts';
import { StandardService } from './standard-service.ts';

/**
 * What deploys a domain that is declared and nothing more: a table, an API, a relay. Its constructs are called as those of the
 * domains with stacks of their own, so that a domain which outgrows it keeps its table: the new stack takes `Data` over as it is.
 */
export class StandardStack extends DomainStack {
  constructor(scope: Construct, deployment: Deployment, domain: Domain) {
    const { name, operations } = domain;
    super(scope, deployment, `${name.charAt(0).toUpperCase()}${name.slice(1)}`, {
      owner: name,
      tier: 2,
      runbook: 'rollback',
      dataClass: 'confidential',
      purpose: domain.purpose,
    });
    const data = new StandardData(this, 'Data', name);
    const service = new StandardService(this, 'Service', deployment, domain, data);
    watchTables(this, deployment, domain, { Store: data.store });
    mountApi(this, deployment, { domain, operations, service });
  }
}
