import type { Caller, Reply, Route } from '../../../kernel/core/call.ts';
import { route } from '../../../kernel/core/call.ts';
import { common } from '../../../kernel/core/common-problems.ts';
import { Refusal } from '../../../kernel/core/problem.ts';
import { parseTime } from '../../../kernel/values/time.ts';
import { getProof, getReceiptProof } from '../../contract/api.ts';
import { findCheckpoint } from '../../store/queries/checkpoints.ts';
import { leavesIn } from '../../store/queries/leaves.ts';
import { ledgerReceipt } from '../../store/queries/ledger.ts';
import { findSecret } from '../../store/relay/log-secret.ts';
import { receiptLog } from '../../store/table/log-store.ts';
import type { ProofDeps } from './deps.ts';
import { notYet, shownProof } from './shown-proof.ts';

const answer = async (deps: ProofDeps, { tenant }: Caller, id: string, requestId: string): Promise<Reply> => {
  const receipt = await ledgerReceipt({ ask: deps.ask, tenant, requestId }, id);
  if (receipt === undefined) throw new Refusal(common['not-found'], 'There is no such receipt.');
  const second = Math.floor((parseTime(receipt.at) ?? 0) / 1_000);
  const log = receiptLog(deps);
  const [leaves, checkpoint, secret] = await Promise.all([
    leavesIn(log, { tenant, second }),
    findCheckpoint(log),
    findSecret(log),
  ]);
  const leafIndex = leaves.get(id);
  if (leafIndex === undefined || secret === undefined) throw notYet();
  const shown = await shownProof(log, { secret, tenant, id, leafIndex }, checkpoint);
  return { status: 200, body: { format: 'folio-proof/1', receipt, ...shown } };
};

/** `GET /v1/transactions/{id}/proof`. */
export const getProofRoute = (deps: ProofDeps): Route<typeof getProof> =>
  route(getProof, ({ caller, params, requestId }) => answer(deps, caller, params.id, requestId));

/** `GET /v1/receipts/{id}/proof`. */
export const getReceiptProofRoute = (deps: ProofDeps): Route<typeof getReceiptProof> =>
  route(getReceiptProof, ({ caller, params, requestId }) => answer(deps, caller, params.id, requestId));
