import { Refusal } from '../../../kernel/core/problem.ts';
import { proofProblems } from '../../contract/problems.ts';
import { inclusionProof } from '../../model/merkle/proofs.ts';
import { saltOf } from '../../model/receipt/log-entry.ts';
import type { KeptCheckpoint } from '../../store/queries/checkpoints.ts';
import { logHashes } from '../../store/queries/tiles.ts';
import type { LogStore } from '../../store/table/log-store.ts';

export const notYet = () =>
  new Refusal(proofProblems['not-logged-yet'], 'No checkpoint covers it yet. Ask again in a few seconds.');

/** An entry as the log was told of it, and where it is. */
interface Found {
  readonly secret: Uint8Array;
  readonly tenant: string;
  readonly id: string;
  readonly leafIndex: number;
}

/** All of a proof but what it is of. @throws Refusal `not-logged-yet` where no checkpoint covers the entry */
export const shownProof = async (
  log: LogStore,
  { secret, tenant, id, leafIndex }: Found,
  checkpoint: KeptCheckpoint | undefined,
) => {
  if (checkpoint === undefined || leafIndex >= checkpoint.size) throw notYet();
  const inclusion = await inclusionProof(logHashes(log), leafIndex, checkpoint.size);
  return {
    salt: Buffer.from(saltOf(secret, tenant, id)).toString('base64url'),
    leafIndex,
    inclusion: inclusion.map((hash) => Buffer.from(hash).toString('base64')),
    checkpoint: checkpoint.note,
  };
};
