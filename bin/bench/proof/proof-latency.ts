import type { ProofDeps } from '../../../functions/proof/handlers/api/deps.ts';
import { getProofRoute } from '../../../functions/proof/handlers/api/get-proof.ts';
import { type ProofDocument, verifyProof } from '../../../functions/proof/model/verify-proof.ts';
import { percentile, rising } from '../statistics.ts';
import { onBenchLog } from './bench-log.ts';
import { type Sample, syntheticLog } from './synthetic-log.ts';

export interface ProofLatency {
  readonly leaves: number;
  readonly proofs: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

export interface LatencySizes {
  readonly leaves: number;
  /** At most 256: each has a place in its bundle to itself. */
  readonly samples: number;
}

/** The route of the API, over a ledger that answers at once. @throws Error where a proof does not verify */
const timed = async (deps: ProofDeps, { receipt, index }: Sample): Promise<number> => {
  const ask = async () => ({ status: 200, body: JSON.stringify(receipt) });
  const route = getProofRoute({ ...deps, ask });
  const call = { caller: { tenant: receipt.tenant }, params: { id: receipt.id }, requestId: 'bench' };
  const from = performance.now();
  const { body } = await route.handle(call as never);
  const ms = performance.now() - from;
  const proof = body as ProofDocument;
  const verdict = verifyProof(proof, await deps.key.verifier());
  if (!verdict.proved || proof.leafIndex !== index) throw new Error(`the proof of leaf ${index} does not hold`);
  return ms;
};

/** How long a proof takes in a log of so many leaves, one after the other, each of another bundle and verified. */
export const proofLatency = ({ leaves, samples }: LatencySizes): Promise<ProofLatency> =>
  onBenchLog(async (log) => {
    const all = await syntheticLog(log, leaves, samples);
    const deps = { ...log.store, key: log.key, codeVersion: 'bench' } as unknown as ProofDeps;
    const [first] = all;
    // The first one pays for the connection and for code that was never run.
    if (first !== undefined) await timed(deps, first);
    const times: number[] = [];
    for (const sample of all) times.push(await timed(deps, sample));
    const sorted = rising(times);
    return { leaves, proofs: sorted.length, p50Ms: percentile(sorted, 0.5), p99Ms: percentile(sorted, 0.99) };
  });
