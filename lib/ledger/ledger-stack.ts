import type { Construct } from 'constructs';
import { ledgerOperations } from '../../functions/ledger/contract/api.ts';
import type { Deployment } from '../platform/deployment.ts';
import { DomainStack } from '../platform/domain-stack.ts';
import { HttpRoutes } from '../platform/http-routes.ts';
import { publishWire, readWire } from '../platform/wires.ts';
import { LedgerData } from './ledger-data.ts';
import { LedgerService } from './ledger-service.ts';

/** Accounts, transactions, holds, and the history that follows them. */
export class LedgerStack extends DomainStack {
  constructor(scope: Construct, deployment: Deployment) {
    super(scope, deployment, 'Ledger');
    const data = new LedgerData(this, 'Data');
    const service = new LedgerService(this, 'Service', deployment, data);
    new HttpRoutes(this, 'Routes', {
      apiId: readWire(this, deployment, 'apiId'),
      integrationId: service.target.integrationId,
      operations: ledgerOperations,
      authorizerId: readWire(this, deployment, 'authorizerId'),
    });
    publishWire(this, deployment, 'ledgerApiAliasArn', service.api.alias.functionArn);
    publishWire(this, deployment, 'ledgerRepublishAliasArn', service.republish.alias.functionArn);
  }
}
