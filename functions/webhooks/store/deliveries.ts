import {
  ConditionalCheckFailedException,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  type TransactWriteItem,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { Page } from '../../kernel/page-reply.ts';
import { alarmAt } from '../model/alarm.ts';
import { type Delivery, deliveryView, LOG_MAX } from '../model/delivery.ts';
import { changing, n, s, str } from './attributes.ts';
import { getAll, nameOf } from './batch-get.ts';
import { attemptName, attemptText, newDeliveryItem, PASSING, progress, readDelivery } from './delivery-item.ts';
import { deliveriesPartition, deliveryKey, type Key, TABLE } from './keys.ts';
import type { WebhooksStore } from './webhooks-store.ts';

type Table = Pick<WebhooksStore, 'dynamo' | 'table'>;

const ifNew = async (send: () => Promise<unknown>): Promise<boolean> => {
  try {
    await send();
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
};

/** Puts a delivery if it is new; false where it is there already, however far it has come. */
export const putDelivery = ({ dynamo, table }: Table, delivery: Delivery): Promise<boolean> =>
  ifNew(() =>
    dynamo.send(
      new PutItemCommand({
        TableName: table,
        Item: newDeliveryItem(delivery),
        ConditionExpression: 'attribute_not_exists(pk)',
      }),
    ),
  );

/** The same as a part of a transaction. */
export const puttingDelivery = ({ table }: Pick<Table, 'table'>, delivery: Delivery): TransactWriteItem => ({
  Put: { TableName: table, Item: newDeliveryItem(delivery), ConditionExpression: 'attribute_not_exists(pk)' },
});

/** Strongly consistent. */
export const findDelivery = async ({ dynamo, table }: Table, tenant: string, id: string) => {
  const read = new GetItemCommand({ TableName: table, Key: deliveryKey(tenant, id), ConsistentRead: true });
  const { Item: item } = await dynamo.send(read);
  return item === undefined ? undefined : readDelivery(item);
};

const step = (table: string, now: number, before: Delivery, after: Delivery) => {
  const logged = after.attempts > before.attempts ? after.log.at(-1) : undefined;
  const old = after.attempts - LOG_MAX;
  const fresh = logged === undefined ? {} : { [attemptName(after.attempts)]: s(attemptText(logged)) };
  const set = { ...progress(after, alarmAt(after, now)), ...fresh };
  const gone = [...PASSING.filter((name) => set[name] === undefined), ...(old > 0 ? [attemptName(old)] : [])];
  const { expression, names, values } = changing(set, gone);
  return {
    TableName: table,
    Key: deliveryKey(before.tenant, before.id),
    UpdateExpression: expression,
    ConditionExpression: '#attempts = :seenAttempts AND #round = :seenRound AND #state = :seenState',
    ExpressionAttributeNames: names,
    ExpressionAttributeValues: {
      ...values,
      ':seenAttempts': n(before.attempts),
      ':seenRound': n(before.round),
      ':seenState': s(before.state),
    },
  };
};

/**
 * Writes what became of a delivery: its state and the line of the log in one update, on the condition that it is still as it
 * was read. False where it is not: a second message of the same attempt leaves nothing behind.
 */
export const recordStep = (store: WebhooksStore, before: Delivery, after: Delivery): Promise<boolean> =>
  ifNew(() => store.dynamo.send(new UpdateItemCommand(step(store.table, store.clock.now(), before, after))));

/** The same as a part of a transaction. */
export const steppingDelivery = (store: WebhooksStore, before: Delivery, after: Delivery): TransactWriteItem => ({
  Update: step(store.table, store.clock.now(), before, after),
});

/** Where a list of deliveries goes on. */
export interface Position {
  readonly sort: string;
  readonly id: string;
}

/** Deliveries of an endpoint, newest first. The index follows the table within moments. */
export const listDeliveries = async (
  store: WebhooksStore,
  of: { readonly tenant: string; readonly endpoint: string },
  limit: number,
  after: Position | undefined,
): Promise<Page<string>> => {
  const { partition, sort, name } = TABLE.indexes.deliveries;
  const within = deliveriesPartition(of.tenant, of.endpoint);
  const { Items: items = [], LastEvaluatedKey: last } = await store.dynamo.send(
    new QueryCommand({
      TableName: store.table,
      IndexName: name,
      KeyConditionExpression: '#of = :of',
      ExpressionAttributeNames: { '#of': partition },
      ExpressionAttributeValues: { ':of': s(within) },
      ScanIndexForward: false,
      Limit: limit,
      ...(after === undefined
        ? {}
        : {
            ExclusiveStartKey: {
              ...deliveryKey(of.tenant, after.id),
              [partition]: s(within),
              [sort]: s(after.sort),
            },
          }),
    }),
  );
  const found = await getAll(
    store,
    items.map(({ pk, sk }) => ({ pk, sk }) as Key),
  );
  const data = items.flatMap((key) => {
    const item = found.get(nameOf(key as Key));
    return item === undefined ? [] : [{ view: deliveryView(readDelivery(item)), position: str(key, sort) }];
  });
  const end = items.at(-1);
  return { data, next: last === undefined || end === undefined ? undefined : str(end, sort) };
};
