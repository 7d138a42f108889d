import { type AttributeValue, GetItemCommand, QueryCommand, type TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { changing, type Item, n, s } from '../../../kernel/aws/attributes.ts';
import { ENDPOINTS_MAX, type Endpoint } from '../../model/endpoint.ts';
import { endpointAttributes, OPTIONAL, readEndpoint } from '../table/endpoint-item.ts';
import { countKey, endpointKey, endpointsPartition } from '../table/keys.ts';
import type { WebhooksStore } from '../table/webhooks-store.ts';

type Table = Pick<WebhooksStore, 'dynamo' | 'table'>;

/** Strongly consistent. A foreign id has another key, so it is as unknown as one that never was. */
export const findEndpoint = async ({ dynamo, table }: Table, tenant: string, id: string) => {
  const read = new GetItemCommand({ TableName: table, Key: endpointKey(tenant, id), ConsistentRead: true });
  const { Item: item } = await dynamo.send(read);
  return item === undefined ? undefined : readEndpoint(item);
};

/** Newest first, `limit` at most, beginning after the id that an earlier page ended with. */
export const listEndpoints = async (
  { dynamo, table }: Table,
  tenant: string,
  limit: number,
  after: string | undefined,
): Promise<{ readonly endpoints: readonly Endpoint[]; readonly next: string | undefined }> => {
  const { Items: items = [] } = await dynamo.send(
    new QueryCommand({
      TableName: table,
      KeyConditionExpression: after === undefined ? 'pk = :pk' : 'pk = :pk AND sk < :after',
      ExpressionAttributeValues: {
        ':pk': s(endpointsPartition(tenant)),
        ...(after === undefined ? {} : { ':after': s(after) }),
      },
      ScanIndexForward: false,
      // One more than asked for tells whether there is a next page; 101 endpoints are below a page's 1 MB.
      Limit: limit + 1,
    }),
  );
  const endpoints = items.slice(0, limit).map(readEndpoint);
  return { endpoints, next: items.length > limit ? endpoints.at(-1)?.id : undefined };
};

/** Far more pages than 200 endpoints of a few kB have. */
const PAGES_MAX = 20;

/** The endpoints that a tenant's events go to. One that cannot be read, ever, must keep no other from being served. */
export interface Enabled {
  readonly endpoints: readonly Endpoint[];
  /** Why, for each that cannot be read. */
  readonly unreadable: readonly unknown[];
}

/** The enabled endpoints of a tenant, strongly consistent: who was told that its endpoint exists gets what happens then. */
export const enabledEndpoints = async ({ dynamo, table }: Table, tenant: string): Promise<Enabled> => {
  const endpoints: Endpoint[] = [];
  const unreadable: unknown[] = [];
  const take = (item: Item) => {
    try {
      const endpoint = readEndpoint(item);
      if (endpoint.enabled) endpoints.push(endpoint);
    } catch (error) {
      unreadable.push(error);
    }
  };
  let from: Record<string, AttributeValue> | undefined;
  const page = () =>
    dynamo.send(
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': s(endpointsPartition(tenant)) },
        ConsistentRead: true,
        ExclusiveStartKey: from,
      }),
    );
  for (let pages = 0; pages < PAGES_MAX; pages += 1) {
    const { Items: items = [], LastEvaluatedKey: last } = await page();
    items.forEach(take);
    if (last === undefined) return { endpoints, unreadable };
    from = last;
  }
  throw new Error('a tenant has more endpoints than its limit allows');
};

/** Puts a new endpoint, if the tenant has room for one more: the second action's condition is the limit. */
export const creating = ({ table }: Table, endpoint: Endpoint): readonly TransactWriteItem[] => [
  {
    Put: {
      TableName: table,
      Item: { ...endpointKey(endpoint.tenant, endpoint.id), ...endpointAttributes(endpoint) },
      ConditionExpression: 'attribute_not_exists(pk)',
    },
  },
  {
    Update: {
      TableName: table,
      Key: countKey(endpoint.tenant),
      UpdateExpression: 'ADD #count :one',
      ConditionExpression: 'attribute_not_exists(#count) OR #count < :max',
      ExpressionAttributeNames: { '#count': 'count' },
      ExpressionAttributeValues: { ':one': n(1), ':max': n(ENDPOINTS_MAX) },
    },
  },
];

/** Replaces what may change, if the endpoint is still the revision that `next` was made from. */
export const updating = ({ table }: Table, next: Endpoint): TransactWriteItem => {
  const set = endpointAttributes(next);
  const gone = OPTIONAL.filter((name) => set[name] === undefined);
  const { expression, names, values } = changing(set, gone);
  return {
    Update: {
      TableName: table,
      Key: endpointKey(next.tenant, next.id),
      UpdateExpression: expression,
      ConditionExpression: '#revision = :seen',
      ExpressionAttributeNames: names,
      ExpressionAttributeValues: { ...values, ':seen': n(next.revision - 1) },
    },
  };
};

/** Takes an endpoint away; its deliveries find out when they are due. */
export const deleting = ({ table }: Table, { tenant, id }: Endpoint): readonly TransactWriteItem[] => [
  { Delete: { TableName: table, Key: endpointKey(tenant, id), ConditionExpression: 'attribute_exists(pk)' } },
  {
    Update: {
      TableName: table,
      Key: countKey(tenant),
      UpdateExpression: 'ADD #count :less',
      ExpressionAttributeNames: { '#count': 'count' },
      ExpressionAttributeValues: { ':less': n(-1) },
    },
  },
];
