import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import type { Item } from '../../../kernel/aws/attributes.ts';
import { getAll, nameOf } from '../../../kernel/aws/items-by-key.ts';
import { newestRows } from '../../../kernel/aws/newest-rows.ts';
import { fillPage, type Rows } from '../../../kernel/http/page-fill.ts';
import type { Page } from '../../../kernel/http/page-reply.ts';
import type { PaymentSchedule } from '../../model/payment-schedule.ts';
import { PAGE_LOOKS, scheduleView } from '../../model/schedule-view.ts';
import { scheduleKey, schedulesPartition, TABLE } from '../table/keys.ts';
import type { PaymentsStore } from '../table/payments-store.ts';
import { readSchedule } from '../table/schedule-item.ts';

/** Strongly consistent. */
export const findSchedule = async (
  { dynamo, table }: Pick<PaymentsStore, 'dynamo' | 'table'>,
  tenant: string,
  id: string,
): Promise<PaymentSchedule | undefined> => {
  const read = new GetItemCommand({ TableName: table, Key: scheduleKey(tenant, id), ConsistentRead: true });
  const { Item: item } = await dynamo.send(read);
  return item === undefined ? undefined : readSchedule(item);
};

/** A page of a tenant's schedules, newest first. */
export const listSchedules = (
  store: PaymentsStore,
  tenant: string,
  limit: number,
  after: string | undefined,
): Promise<Page<string>> => {
  const rowAt = (sort: string) => ({ key: scheduleKey(tenant, sort.slice(sort.indexOf('#') + 1)), sort });
  const read = async (from: string | undefined, count: number): Promise<Rows<string, Item | undefined>> => {
    const after = from === undefined ? undefined : rowAt(from);
    const { rows, more } = await newestRows(store, TABLE.indexes.tenant, schedulesPartition(tenant), after, count);
    const found = await getAll(
      store,
      rows.map(({ key }) => key),
    );
    return { rows: rows.map(({ key, sort }) => ({ row: found.get(nameOf(key)), position: sort })), more };
  };
  const looks = { left: PAGE_LOOKS };
  const show = (item: Item | undefined) =>
    item === undefined ? undefined : scheduleView(readSchedule(item), store.clock.now(), looks);
  return fillPage(read, show, limit, after);
};
