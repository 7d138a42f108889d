import type { Construct } from 'constructs';
import { proof } from '../../functions/proof/contract/domain.ts';
import type { Deployment } from '../platform/deployment.ts';
import { mountApi, watchKeys, watchTables } from '../platform/domain-api.ts';
import { DomainStack } from '../platform/domain-stack.ts';
import { ProofData } from './proof-data.ts';
import { ProofService } from './proof-service.ts';

/** Proof: a public log of every receipt, signed, by which clients check that nothing was changed afterwards. */
export class ProofStack extends DomainStack {
  constructor(scope: Construct, deployment: Deployment) {
    super(scope, deployment, 'Proof', {
      ...{ owner: 'proof', tier: 2, runbook: 'rollback', dataClass: 'regulated' },
      purpose: proof.purpose,
    });
    const data = new ProofData(this, 'Data');
    const service = new ProofService(this, 'Service', deployment, data);
    watchKeys(this, deployment, proof, data);
    watchTables(this, deployment, proof, { Store: data.store });
    mountApi(this, deployment, { domain: proof, operations: proof.operations, service });
  }
}
