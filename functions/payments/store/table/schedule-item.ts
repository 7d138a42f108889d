import * as z from 'zod';
import { big, type Item, int, maybeInt, n, s, str } from '../../../kernel/aws/attributes.ts';
import { present } from '../../../kernel/core/assert.ts';
import { dueAt, type PaymentSchedule } from '../../model/payment-schedule.ts';
import { readRecurrence } from '../../model/recurrence.ts';
import { birthSort, dueShard, scheduleKey, schedulesPartition, TABLE, tenantOf } from './keys.ts';
import { destinationItem, destinationOf } from './payment-item.ts';

const metadata = z.record(z.string(), z.string());
const { due, tenant: byTenant } = TABLE.indexes;

/** What changes as it makes payments. */
export const scheduleProgress = (schedule: PaymentSchedule): Item => {
  const { version, made, last, lastPayment, canceled, id } = schedule;
  const at = dueAt(schedule);
  return {
    version: n(version),
    made: n(made),
    canceled: { BOOL: canceled },
    ...(last === undefined ? {} : { last: n(last) }),
    ...(lastPayment === undefined ? {} : { lastPayment: s(lastPayment) }),
    ...(at === undefined ? {} : { [due.partition]: s(dueShard(id)), [due.sort]: n(at) }),
  };
};

/** What `scheduleProgress` may leave out, and an update then takes away. */
export const SCHEDULE_PASSING: readonly string[] = [due.partition, due.sort];

export const newScheduleItem = (schedule: PaymentSchedule): Item => {
  const { tenant, id, reference, createdAt } = schedule;
  return {
    ...scheduleKey(tenant, id),
    id: s(id),
    from: s(schedule.from),
    rail: s(schedule.to.rail),
    ...destinationItem(schedule.to),
    amount: n(schedule.amount),
    currency: s(schedule.currency),
    ...(reference === undefined ? {} : { reference: s(reference) }),
    metadata: s(JSON.stringify(schedule.metadata)),
    maker: s(schedule.maker),
    requestId: s(schedule.requestId),
    createdAt: n(createdAt),
    recurrence: s(schedule.recurrence),
    timeZone: s(schedule.timeZone),
    startsOn: n(schedule.startsOn),
    minute: n(schedule.minute),
    [byTenant.partition]: s(schedulesPartition(tenant)),
    [byTenant.sort]: s(birthSort(createdAt, id)),
    ...scheduleProgress(schedule),
  };
};

export const readSchedule = (item: Item): PaymentSchedule => {
  const recurrence = str(item, 'recurrence');
  const answer = readRecurrence(recurrence);
  return {
    id: str(item, 'id'),
    tenant: tenantOf(str(item, 'pk')),
    version: int(item, 'version'),
    from: str(item, 'from'),
    to: destinationOf(item),
    amount: big(item, 'amount'),
    currency: str(item, 'currency'),
    reference: item.reference?.S,
    metadata: metadata.parse(JSON.parse(str(item, 'metadata'))),
    maker: str(item, 'maker'),
    requestId: str(item, 'requestId'),
    createdAt: int(item, 'createdAt'),
    recurrence,
    rule: present(answer.kind === 'rule' ? answer.rule : undefined, 'a rule that was taken can be read'),
    timeZone: str(item, 'timeZone'),
    startsOn: int(item, 'startsOn'),
    minute: int(item, 'minute'),
    canceled: item.canceled?.BOOL === true,
    made: int(item, 'made'),
    last: maybeInt(item, 'last'),
    lastPayment: item.lastPayment?.S,
  };
};
