import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { changing, n } from '../../../kernel/aws/attributes.ts';
import type { PaymentSchedule } from '../../model/payment-schedule.ts';
import { scheduleKey } from '../table/keys.ts';
import type { PaymentsStore } from '../table/payments-store.ts';
import { newScheduleItem, SCHEDULE_PASSING, scheduleProgress } from '../table/schedule-item.ts';

type Table = Pick<PaymentsStore, 'table'>;

export const puttingSchedule = ({ table }: Table, schedule: PaymentSchedule): TransactWriteItem => ({
  Put: { TableName: table, Item: newScheduleItem(schedule), ConditionExpression: 'attribute_not_exists(pk)' },
});

/** Brings a schedule from one version to the next, on the condition that it is still as it was read. */
export const steppingSchedule = (
  { table }: Table,
  before: PaymentSchedule,
  after: PaymentSchedule,
): TransactWriteItem => {
  const set = scheduleProgress(after);
  const gone = SCHEDULE_PASSING.filter((name) => set[name] === undefined);
  const { expression, names, values } = changing(set, gone);
  return {
    Update: {
      TableName: table,
      Key: scheduleKey(before.tenant, before.id),
      UpdateExpression: expression,
      ConditionExpression: '#version = :seen',
      ExpressionAttributeNames: names,
      ExpressionAttributeValues: { ...values, ':seen': n(before.version) },
    },
  };
};
