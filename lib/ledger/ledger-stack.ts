import type { Construct } from 'constructs';
import { ledger } from '../../functions/ledger/contract/domain.ts';
import type { Deployment } from '../platform/deployment.ts';
import { mountApi, watchKeys, watchTables } from '../platform/domain-api.ts';
import { DomainStack } from '../platform/domain-stack.ts';
import { publishStackParameter } from '../platform/stack-parameters.ts';
import { LedgerData } from './ledger-data.ts';
import { LedgerService } from './ledger-service.ts';

/** Accounts, transactions, holds, and the history that follows them. */
export class LedgerStack extends DomainStack {
  constructor(scope: Construct, deployment: Deployment) {
    super(scope, deployment, 'Ledger', {
      ...{ owner: 'ledger', tier: 1, runbook: 'rollback', dataClass: 'regulated' },
      purpose: ledger.purpose,
    });
    const data = new LedgerData(this, 'Data');
    const service = new LedgerService(this, 'Service', deployment, data);
    watchKeys(this, deployment, ledger, data);
    watchTables(this, deployment, ledger, { Store: data.store });
    mountApi(this, deployment, { domain: ledger, operations: ledger.operations, service });
    publishStackParameter(this, deployment, 'ledgerRepublishAliasArn', service.republish.alias.functionArn);
  }
}
