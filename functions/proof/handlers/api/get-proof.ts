import type { Caller, Reply, Route } from '../../../kernel/core/call.ts';
import { route } from '../../../kernel/core/call.ts';
import { common } from '../../../kernel/core/common-problems.ts';
import { Refusal } from '../../../kernel/core/problem.ts';
import { parseTime } from '../../../kernel/values/time.ts';
import { getProof, getReceiptProof } from '../../contract/api.ts';
import { proofProblems } from '../../contract/problems.ts';
import { inclusionProof } from '../../model/merkle/proofs.ts';
import { saltOf } from '../../model/receipt/log-entry.ts';
import { findCheckpoint } from '../../store/queries/checkpoints.ts';
import { leavesIn } from '../../store/queries/leaves.ts';
import { ledgerReceipt } from '../../store/queries/ledger.ts';
import { logHashes } from '../../store/queries/tiles.ts';
import { findSecret } from '../../store/relay/log-secret.ts';
import type { ProofDeps } from './deps.ts';

const notYet = () =>
  new Refusal(proofProblems['not-logged-yet'], 'No checkpoint covers this receipt yet. Ask again in a few seconds.');

const answer = async (deps: ProofDeps, { tenant }: Caller, id: string, requestId: string): Promise<Reply> => {
  const receipt = await ledgerReceipt({ ask: deps.ask, tenant, requestId }, id);
  if (receipt === undefined) throw new Refusal(common['not-found'], 'There is no such receipt.');
  const second = Math.floor((parseTime(receipt.at) ?? 0) / 1_000);
  const [leaves, checkpoint, secret] = await Promise.all([
    leavesIn(deps, { tenant, second }),
    findCheckpoint(deps),
    findSecret(deps),
  ]);
  const leafIndex = leaves.get(id);
  if (leafIndex === undefined || checkpoint === undefined || secret === undefined) throw notYet();
  if (leafIndex >= checkpoint.size) throw notYet();
  const inclusion = await inclusionProof(logHashes(deps), leafIndex, checkpoint.size);
  return {
    status: 200,
    body: {
      format: 'folio-proof/1',
      receipt,
      salt: Buffer.from(saltOf(secret, tenant, id)).toString('base64url'),
      leafIndex,
      inclusion: inclusion.map((hash) => Buffer.from(hash).toString('base64')),
      checkpoint: checkpoint.note,
    },
  };
};

/** `GET /v1/transactions/{id}/proof`. */
export const getProofRoute = (deps: ProofDeps): Route<typeof getProof> =>
  route(getProof, ({ caller, params, requestId }) => answer(deps, caller, params.id, requestId));

/** `GET /v1/receipts/{id}/proof`. */
export const getReceiptProofRoute = (deps: ProofDeps): Route<typeof getReceiptProof> =>
  route(getReceiptProof, ({ caller, params, requestId }) => answer(deps, caller, params.id, requestId));
