import { type Call, type Reply, type Route, route } from '../../../kernel/core/call.ts';
import { Refusal } from '../../../kernel/core/problem.ts';
import { pageReply } from '../../../kernel/http/page-reply.ts';
import { pageLimit } from '../../../kernel/http/paging.ts';
import { closePaymentTask, listPaymentTasks } from '../../contract/file-api.ts';
import { paymentProblems } from '../../contract/problems.ts';
import { taskView } from '../../model/bank-task.ts';
import { closingTask } from '../../store/commit/files.ts';
import { idempotent } from '../../store/commit/idempotent.ts';
import { findTask, listTasks } from '../../store/queries/files.ts';
import type { ApiDeps } from './deps.ts';
import { notFound } from './existing.ts';

const list = async (deps: ApiDeps, call: Call<typeof listPaymentTasks>): Promise<Reply> => {
  const after = await deps.cursors.read(call, call.query.cursor);
  const listing = { limit: pageLimit(call.query), after };
  const page = await listTasks(deps, call.caller.tenant, call.query.state, listing);
  return pageReply(page, (next) => deps.cursors.sign(call, next));
};

/** `GET /v1/payment-tasks`, newest first. */
export const listTasksRoute = (deps: ApiDeps): Route<typeof listPaymentTasks> =>
  route(listPaymentTasks, (call) => list(deps, call));

/** `POST /v1/payment-tasks/{id}/close`. */
export const closeTaskRoute = (deps: ApiDeps): Route<typeof closePaymentTask> =>
  route(closePaymentTask, (call) =>
    idempotent(deps, call, async () => {
      const { tenant, clientId: by } = call.caller;
      const task = await findTask(deps, tenant, call.params.id);
      if (task === undefined) throw notFound('task');
      const closed = new Refusal(paymentProblems['task-closed'], 'The task is closed.');
      if (task.closedBy !== undefined) throw closed;
      return {
        status: 200,
        body: JSON.stringify(taskView({ ...task, closedBy: by })),
        at: deps.clock.now(),
        actions: [closingTask(deps, task, by)],
        refusal: () => closed,
      };
    }),
  );
