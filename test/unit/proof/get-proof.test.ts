import { expect, test } from '@jest/globals';
import type { ProofDeps } from '../../../functions/proof/handlers/api/deps.ts';
import { getProofRoute } from '../../../functions/proof/handlers/api/get-proof.ts';

/** The ledger's answer about a receipt, over a log that has nothing yet. */
const proofOf = (status: number): Promise<unknown> => {
  const receipt = { tenant: 'acme', id: 'txn_1', at: '2026-12-01T00:00:00.000Z' };
  const deps = {
    table: 'proof',
    dynamo: { send: async () => ({ Items: [] }) },
    ask: async () => ({ status, body: JSON.stringify(receipt) }),
  } as unknown as ProofDeps;
  const call = { caller: { tenant: 'acme' }, params: { id: 'txn_1' }, requestId: 'r' } as never;
  return (async () => getProofRoute(deps).handle(call))();
};

test('a receipt that no checkpoint covers yet is not-logged-yet, one that the ledger has not is not-found, and a ledger that is silent unavailable', async () => {
  for (const [status, slug] of [
    [200, 'not-logged-yet'],
    [404, 'not-found'],
    [503, 'unavailable'],
  ] as const)
    await expect(proofOf(status)).rejects.toMatchObject({ problem: { slug } });
});
