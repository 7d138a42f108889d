import { type TaskDeps, task } from '../../kernel/triggers/task.ts';
import type { LogKey } from '../kms/log-key.ts';
import { logBatch, readLogBatch } from '../model/call/log-batch.ts';
import { CALLS } from '../store/relay/append-calls.ts';
import { appendEntries } from '../store/relay/append-entries.ts';
import { makeSecret } from '../store/relay/log-secret.ts';
import { signCheckpoint } from '../store/relay/sign-checkpoint.ts';
import { callLog } from '../store/table/log-store.ts';
import type { ProofStore } from '../store/table/proof-store.ts';

/** Lines that nobody can read: the batch is kept for a person, after all the others of it are in the log. */
export class UnreadLines extends Error {
  override readonly name = 'UnreadLines';
}

/**
 * Lines of the gateway into the access log, and a checkpoint over them. CloudWatch Logs hands a batch over more than once, and Lambda
 * runs again what failed: what is in the log is not appended again.
 */
export const buildOnAccess = (anyLog: ProofStore, key: LogKey, deps: TaskDeps) => {
  const store = callLog(anyLog);
  let secret: Uint8Array | undefined;
  return task({
    domain: 'proof',
    name: 'on-access',
    input: logBatch,
    run: async ({ awslogs }, deadline) => {
      const { calls, unread } = readLogBatch(awslogs.data);
      if (calls.length > 0) {
        secret ??= await makeSecret(store);
        await appendEntries({ store, secret, book: CALLS }, calls, deadline);
        await signCheckpoint(store, key);
      }
      if (unread > 0) throw new UnreadLines(`${unread} lines of the gateway are not of the form that it writes.`);
      return { logged: calls.length };
    },
    deps,
  });
};
