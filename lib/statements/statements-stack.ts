import type { Construct } from 'constructs';
import { statements } from '../../functions/statements/contract/domain.ts';
import type { Deployment } from '../platform/deployment.ts';
import { mountApi, watchTables } from '../platform/domain-api.ts';
import { DomainStack } from '../platform/domain-stack.ts';
import { StatementsData } from './statements-data.ts';
import { StatementsService } from './statements-service.ts';

/** Statements: what finance works with, grown from the ledger's events. */
export class StatementsStack extends DomainStack {
  constructor(scope: Construct, deployment: Deployment) {
    super(scope, deployment, 'Statements', {
      ...{ owner: 'statements', tier: 2, runbook: 'rollback', dataClass: 'regulated' },
      purpose: statements.purpose,
    });
    const data = new StatementsData(this, 'Data');
    const service = new StatementsService(this, 'Service', deployment, data);
    watchTables(this, deployment, statements, { Store: data.store });
    mountApi(this, deployment, { domain: statements, operations: statements.operations, service });
  }
}
