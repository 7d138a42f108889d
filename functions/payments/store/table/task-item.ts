import { type Item, int, n, s, str } from '../../../kernel/aws/attributes.ts';
import { present } from '../../../kernel/core/assert.ts';
import { TASK_REASONS } from '../../contract/task-reasons.ts';
import type { BankTask } from '../../model/bank-task.ts';
import { birthSort, TABLE, taskKey, tasksPartition, tenantOf } from './keys.ts';

const TEXTS = ['place', 'payment', 'code', 'closedBy'] as const;

export const taskItem = (task: BankTask): Item => {
  const { tenant, id, reason, file, detail, at } = task;
  const { indexes } = TABLE;
  const known = TEXTS.flatMap((name) => (task[name] === undefined ? [] : [[name, s(task[name])] as const]));
  return {
    ...taskKey(tenant, id),
    id: s(id),
    reason: s(reason),
    file: s(file),
    detail: s(detail),
    at: n(at),
    ...Object.fromEntries(known),
    [indexes.tenant.partition]: s(tasksPartition(tenant)),
    [indexes.tenant.sort]: s(birthSort(at, id)),
  };
};

export const readTask = (item: Item): BankTask => ({
  id: str(item, 'id'),
  tenant: tenantOf(str(item, 'pk')),
  reason: present(
    TASK_REASONS.find((reason) => reason === item.reason?.S),
    'a task has a reason that this release knows',
  ),
  file: str(item, 'file'),
  place: item.place?.S,
  payment: item.payment?.S,
  code: item.code?.S,
  detail: str(item, 'detail'),
  at: int(item, 'at'),
  closedBy: item.closedBy?.S,
});
