import {
  ConditionalCheckFailedException,
  GetItemCommand,
  PutItemCommand,
  type TransactWriteItem,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { changing, n, s } from '../../../kernel/aws/attributes.ts';
import { getAll, nameOf } from '../../../kernel/aws/items-by-key.ts';
import { type IndexRow, newestRows } from '../../../kernel/aws/newest-rows.ts';
import { fillPage } from '../../../kernel/http/page-fill.ts';
import type { Page } from '../../../kernel/http/page-reply.ts';
import { type Delivery, deliveryView, LOG_MAX } from '../../model/delivery.ts';
import { fallbackAt } from '../../model/fallback.ts';
import { attemptName, attemptText, newDeliveryItem, PASSING, progress, readDelivery } from '../table/delivery-item.ts';
import { deliveriesPartition, deliveryKey, TABLE } from '../table/keys.ts';
import type { WebhooksStore } from '../table/webhooks-store.ts';

type Table = Pick<WebhooksStore, 'dynamo' | 'table'>;
type Writable = Table & Pick<WebhooksStore, 'dueShards'>;

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
export const putDelivery = ({ dynamo, table, dueShards }: Writable, delivery: Delivery): Promise<boolean> =>
  ifNew(() =>
    dynamo.send(
      new PutItemCommand({
        TableName: table,
        Item: newDeliveryItem(delivery, dueShards),
        ConditionExpression: 'attribute_not_exists(pk)',
      }),
    ),
  );

/** The same as a part of a transaction. */
export const puttingDelivery = (
  { table, dueShards }: Omit<Writable, 'dynamo'>,
  delivery: Delivery,
): TransactWriteItem => ({
  Put: {
    TableName: table,
    Item: newDeliveryItem(delivery, dueShards),
    ConditionExpression: 'attribute_not_exists(pk)',
  },
});

/** Strongly consistent. */
export const findDelivery = async ({ dynamo, table }: Table, tenant: string, id: string) => {
  const read = new GetItemCommand({ TableName: table, Key: deliveryKey(tenant, id), ConsistentRead: true });
  const { Item: item } = await dynamo.send(read);
  return item === undefined ? undefined : readDelivery(item);
};

const step = ({ table, clock, dueShards }: WebhooksStore, before: Delivery, after: Delivery) => {
  const now = clock.now();
  const logged = after.attempts > before.attempts ? after.log.at(-1) : undefined;
  const old = after.attempts - LOG_MAX;
  const fresh = logged === undefined ? {} : { [attemptName(after.attempts)]: s(attemptText(logged)) };
  const set = { ...progress(after, fallbackAt(after, now), dueShards), ...fresh };
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
  ifNew(() => store.dynamo.send(new UpdateItemCommand(step(store, before, after))));

/** The same as a part of a transaction. */
export const steppingDelivery = (store: WebhooksStore, before: Delivery, after: Delivery): TransactWriteItem => ({
  Update: step(store, before, after),
});

/** A sort key ends with its delivery's id. */
const rowAt = (tenant: string, sort: string): IndexRow => ({
  key: deliveryKey(tenant, sort.slice(sort.indexOf('#') + 1)),
  sort,
});

/** A page of the deliveries of an endpoint, newest first. What has expired since the index was read is passed over. */
export const listDeliveries = (
  store: WebhooksStore,
  of: { readonly tenant: string; readonly endpoint: string },
  limit: number,
  after: string | undefined,
): Promise<Page<string>> =>
  fillPage(
    async (from: string | undefined, count: number) => {
      const within = deliveriesPartition(of.tenant, of.endpoint);
      const position = from === undefined ? undefined : rowAt(of.tenant, from);
      const page = await newestRows(store, TABLE.indexes.deliveries, within, position, count);
      const found = await getAll(
        store,
        page.rows.map(({ key }) => key),
      );
      const rows = page.rows.map(({ key, sort }) => ({ row: found.get(nameOf(key)), position: sort }));
      return { rows, more: page.more };
    },
    (item) => (item === undefined ? undefined : deliveryView(readDelivery(item))),
    limit,
    after,
  );
