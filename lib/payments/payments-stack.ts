import type { Construct } from 'constructs';
import { payments } from '../../functions/payments/contract/domain.ts';
import type { Deployment } from '../platform/deployment.ts';
import { mountApi, watchKeys, watchTables } from '../platform/domain-api.ts';
import { DomainStack } from '../platform/domain-stack.ts';
import { PaymentsData } from './payments-data.ts';
import { PaymentsService } from './payments-service.ts';

/** Payments: promises to move money, kept over rails. */
export class PaymentsStack extends DomainStack {
  constructor(scope: Construct, deployment: Deployment) {
    super(scope, deployment, 'Payments', {
      ...{ owner: 'payments', tier: 1, runbook: 'rollback', dataClass: 'regulated' },
      purpose: payments.purpose,
    });
    const data = new PaymentsData(this, 'Data');
    const service = new PaymentsService(this, 'Service', deployment, data);
    watchKeys(this, deployment, payments, data);
    watchTables(this, deployment, payments, { Store: data.store, Bank: data.bank });
    mountApi(this, deployment, { domain: payments, operations: payments.operations, service });
  }
}
