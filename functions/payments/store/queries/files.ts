import { GetItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { type Item, maybeInt, s } from '../../../kernel/aws/attributes.ts';
import { getAll, keyOf, nameOf } from '../../../kernel/aws/items-by-key.ts';
import { newestRows } from '../../../kernel/aws/newest-rows.ts';
import { present } from '../../../kernel/core/assert.ts';
import { fillPage, type Rows } from '../../../kernel/http/page-fill.ts';
import type { Page } from '../../../kernel/http/page-reply.ts';
import { taskView } from '../../model/bank-task.ts';
import { type FileView, fileView, type Numbered, type OutFile, type PaymentFile } from '../../model/file.ts';
import type { Originator } from '../../model/file-rail.ts';
import { isGathering, type Payment } from '../../model/payment.ts';
import { originator, readFile } from '../table/file-item.ts';
import {
  birthSort,
  fileKey,
  filesPartition,
  gatheredPartition,
  type Key,
  messageKey,
  originatorKey,
  pageKey,
  paymentKey,
  TABLE,
  taskKey,
  tasksPartition,
} from '../table/keys.ts';
import { readPayment } from '../table/payment-item.ts';
import type { PaymentsStore } from '../table/payments-store.ts';
import { readTask } from '../table/task-item.ts';

type Table = Pick<PaymentsStore, 'dynamo' | 'table'>;
type Reader = Pick<PaymentsStore, 'dynamo' | 'table' | 'clock' | 'random'>;

const found = async ({ dynamo, table }: Table, key: Key): Promise<Item | undefined> => {
  const { Item: item } = await dynamo.send(
    new GetItemCommand({ TableName: table, Key: { ...key }, ConsistentRead: true }),
  );
  return item;
};

export const findFile = async (store: Table, tenant: string, id: string): Promise<PaymentFile | undefined> => {
  const item = await found(store, fileKey(tenant, id));
  return item === undefined ? undefined : readFile(item);
};

export const findTask = async (store: Table, tenant: string, id: string) => {
  const item = await found(store, taskKey(tenant, id));
  return item === undefined ? undefined : readTask(item);
};

export const findOriginator = async (store: Table, tenant: string, rail: string): Promise<Originator | undefined> => {
  const item = await found(store, originatorKey(tenant, rail));
  return item?.details?.S === undefined ? undefined : originator.parse(JSON.parse(item.details.S));
};

export const findNumbered = async (
  store: Table,
  { tenant, rail }: { readonly tenant: string; readonly rail: string },
): Promise<Numbered> => {
  const item = await found(store, originatorKey(tenant, rail));
  return { day: item?.numberedOn?.S ?? '', number: item === undefined ? 0 : (maybeInt(item, 'number') ?? 0) };
};

/** The file that bore a message id first. */
export const findMessage = async (store: Table, tenant: string, message: string): Promise<string | undefined> =>
  (await found(store, messageKey(tenant, message)))?.file?.S;

export interface Gathered {
  readonly payments: readonly Payment[];
  readonly next: Item | undefined;
}

/** Some payments that wait for the next file of a rail, the earliest first; born before `by`. The table has the last word. */
export const gathered = async (
  store: Reader,
  { tenant, rail }: { readonly tenant: string; readonly rail: string },
  { by, limit, from }: { readonly by: number; readonly limit: number; readonly from: Item | undefined },
): Promise<Gathered> => {
  const { name, partition, sort } = TABLE.indexes.gathered;
  const { Items: rows = [], LastEvaluatedKey: next } = await store.dynamo.send(
    new QueryCommand({
      TableName: store.table,
      IndexName: name,
      KeyConditionExpression: '#of = :of AND #sort < :by',
      ExpressionAttributeNames: { '#of': partition, '#sort': sort },
      ExpressionAttributeValues: { ':of': s(gatheredPartition(tenant, rail)), ':by': s(birthSort(by, '')) },
      Limit: limit,
      ExclusiveStartKey: from,
    }),
  );
  const keys = rows.map(keyOf);
  const items = await getAll(store, keys);
  const payments = keys.flatMap((key) => {
    const item = items.get(nameOf(key));
    return item === undefined ? [] : [readPayment(item)];
  });
  return { payments: payments.filter(isGathering), next };
};

const PAGES_AT_ONCE = 8;

/** All payments of a file, in its order. */
export async function* paymentsOf(store: Reader, { tenant, id, pages }: OutFile): AsyncGenerator<Payment> {
  for (let from = 0; from < pages; from += PAGES_AT_ONCE) {
    const some = Array.from({ length: Math.min(PAGES_AT_ONCE, pages - from) }, (_, at) =>
      pageKey(tenant, id, from + at),
    );
    const items = await getAll(store, some);
    const ids = some.flatMap((key) => {
      const page = present(items.get(nameOf(key)), 'a file has all of its pages');
      return (page.payments?.L ?? []).map(({ S }) => present(S, 'a page lists ids'));
    });
    const keys = ids.map((one) => paymentKey(tenant, one));
    const found = await getAll(store, keys);
    for (const key of keys) yield readPayment(present(found.get(nameOf(key)), 'no payment is ever taken away'));
  }
}

const listed = <V extends object>(
  store: PaymentsStore,
  partition: string,
  keyAt: (sort: string) => Key,
  show: (item: Item) => V | undefined,
  { limit, after }: { readonly limit: number; readonly after: string | undefined },
): Promise<Page<string, V>> => {
  const read = async (from: string | undefined, count: number): Promise<Rows<string, Item | undefined>> => {
    const behind = from === undefined ? undefined : { key: keyAt(from), sort: from };
    const { rows, more } = await newestRows(store, TABLE.indexes.tenant, partition, behind, count);
    const items = await getAll(
      store,
      rows.map(({ key }) => key),
    );
    return { rows: rows.map(({ key, sort }) => ({ row: items.get(nameOf(key)), position: sort })), more };
  };
  return fillPage(read, (item) => (item === undefined ? undefined : show(item)), limit, after);
};

const idIn = (sort: string): string => sort.slice(sort.indexOf('#') + 1);

export interface Listing {
  readonly limit: number;
  readonly after: string | undefined;
}

/** A page of the files of a tenant, newest first. */
export const listFiles = (
  store: PaymentsStore,
  tenant: string,
  wanted: (file: PaymentFile) => boolean,
  listing: Listing,
): Promise<Page<string, FileView>> =>
  listed(
    store,
    filesPartition(tenant),
    (sort) => fileKey(tenant, idIn(sort)),
    (item) => {
      const file = readFile(item);
      return wanted(file) ? fileView(file) : undefined;
    },
    listing,
  );

/** A page of what people have to look at, newest first. */
export const listTasks = (
  store: PaymentsStore,
  tenant: string,
  state: 'open' | 'closed' | undefined,
  listing: Listing,
) =>
  listed(
    store,
    tasksPartition(tenant),
    (sort) => taskKey(tenant, idIn(sort)),
    (item) => {
      const view = taskView(readTask(item));
      return state === undefined || view.state === state ? view : undefined;
    },
    listing,
  );
