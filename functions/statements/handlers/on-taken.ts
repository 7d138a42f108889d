import { present } from '../../kernel/core/assert.ts';
import { Refusal } from '../../kernel/core/problem.ts';
import type { QueueDeps } from '../../kernel/triggers/batch-run.ts';
import { queueBatch } from '../../kernel/triggers/queue-batch.ts';
import { statementProblems } from '../contract/problems.ts';
import { readTaken, type Taken } from '../model/bank/taken-event.ts';
import type { Reconciling } from '../store/commit/findings.ts';
import { reconcile } from '../store/commit/reconcile.ts';
import { findBankAccount } from '../store/queries/bank-reads.ts';

/** What no further try changes: a file without a balance, or more than one run holds. Asking by the API says it. */
const LASTING: ReadonlySet<string> = new Set([
  statementProblems['reconciliation-empty'].slug,
  statementProblems['reconciliation-too-large'].slug,
]);

const reconcileOne = async (store: Reconciling, { tenant, bankAccount, eventId }: Taken, deadline: number) => {
  const account = present(
    await findBankAccount(store, tenant, bankAccount),
    'an event is about an account that exists',
  );
  await reconcile(store, account, undefined, { requestId: eventId, deadline }).catch((error: unknown) => {
    if (!(error instanceof Refusal) || !LASTING.has(error.problem.slug)) throw error;
  });
};

/**
 * `statements.StatementTaken` from the bus: breaks are told when the bank has said something, and not only when somebody asks. Twice, late
 * or in another order changes nothing: all that is there is held against each other.
 */
export const buildOnTaken = (store: Reconciling, deps: QueueDeps) =>
  queueBatch({
    domain: 'statements',
    deps,
    read: readTaken,
    handle: async (arrived, deadline) => {
      const failed = new Map<string, unknown>();
      for (const { id, message } of arrived)
        await reconcileOne(store, message, deadline).catch((error: unknown) => failed.set(id, error));
      return failed;
    },
  });
