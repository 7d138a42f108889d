import { formatTime } from '../../kernel/values/time.ts';
import type { TASK_REASONS } from '../contract/task-reasons.ts';

export type TaskReason = (typeof TASK_REASONS)[number];

export interface BankTask {
  readonly id: string;
  readonly tenant: string;
  readonly reason: TaskReason;
  readonly file: string;
  /** Where in the file. */
  readonly place: string | undefined;
  /** The payment that it speaks of, whether or not there is one. */
  readonly payment: string | undefined;
  /** What the bank says: a code of the format. */
  readonly code: string | undefined;
  readonly detail: string;
  readonly at: number;
  readonly closedBy: string | undefined;
}

export const taskView = ({ id, reason, file, place, payment, code, detail, at, closedBy }: BankTask) => ({
  id,
  state: closedBy === undefined ? ('open' as const) : ('closed' as const),
  reason,
  file,
  place: place ?? null,
  payment: payment ?? null,
  code: code ?? null,
  detail,
  closedBy: closedBy ?? null,
  createdAt: formatTime(at),
});
export type TaskView = ReturnType<typeof taskView>;
