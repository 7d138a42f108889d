import { GetItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { pageRoom } from '../../kernel/page-reply.ts';
import { matches } from '../model/event-filter.ts';
import { BUCKET_EVENTS, bucketOf } from '../model/feed.ts';
import { type Item, int, s, str } from './attributes.ts';
import { counterKey, FEED_PREFIX, feedPartition, feedSort, markKey, TABLE } from './keys.ts';
import type { WebhooksStore } from './webhooks-store.ts';

type Store = Pick<WebhooksStore, 'dynamo' | 'table' | 'clock'>;

export interface FeedPage {
  /** The events as JSON, as they were entered. */
  readonly bodies: readonly string[];
  /** The last place that was looked at, where there is more to look at. */
  readonly next: number | undefined;
}

export interface FeedQuery {
  /** Begin behind this place; 0 for the beginning. */
  readonly after: number;
  readonly type: string | undefined;
  readonly limit: number;
}

/** Requests of one page: 2,000 events, all of which a filter may pass over. */
const READS_MAX = 20;
/** Halvings that find one bucket of 2^40. */
const HALVINGS_MAX = 40;

const stored = async ({ dynamo, table }: Store, key: ReturnType<typeof counterKey>): Promise<Item | undefined> =>
  (await dynamo.send(new GetItemCommand({ TableName: table, Key: key, ConsistentRead: true }))).Item;

/** The place that the feed has come to: everything up to it can be read. */
const lastPlace = async (store: Store, tenant: string): Promise<number> => {
  const counter = await stored(store, counterKey(tenant));
  return counter === undefined ? 0 : int(counter, 'seq');
};

/** The place of an event; undefined where it is in no feed of this tenant. */
export const placeOf = async (store: Store, tenant: string, event: string): Promise<number | undefined> => {
  const mark = await stored(store, markKey(tenant, event));
  return mark === undefined ? undefined : int(mark, 'seq');
};

/** DynamoDB deletes what has expired within days, in no order: what a client sees ends at its time exactly. */
const isKept = ({ clock }: Store, item: Item): boolean => int(item, TABLE.timeToLive) * 1000 > clock.now();

const lastIsKept = async (store: Store, tenant: string, bucket: number): Promise<boolean> => {
  const { Items: items = [] } = await store.dynamo.send(
    new QueryCommand({
      TableName: store.table,
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
      ExpressionAttributeValues: { ':pk': s(feedPartition(tenant, bucket)), ':prefix': s(FEED_PREFIX) },
      ScanIndexForward: false,
      Limit: 1,
      ConsistentRead: true,
    }),
  );
  return items.some((item) => isKept(store, item));
};

/** The place to begin at: behind `after`, but not among the buckets that have expired whole, which are found by halving. */
const firstKept = async (store: Store, tenant: string, after: number, last: number): Promise<number> => {
  let low = bucketOf(after + 1);
  let high = bucketOf(last);
  if (low === high || (await lastIsKept(store, tenant, low))) return after;
  low += 1;
  for (let halvings = 0; low < high && halvings < HALVINGS_MAX; halvings += 1) {
    const middle = Math.floor((low + high) / 2);
    if (await lastIsKept(store, tenant, middle)) high = middle;
    else low = middle + 1;
  }
  return low * BUCKET_EVENTS;
};

/** The rest of one bucket behind a place; strongly consistent, since a place that is passed over is never looked at again. */
const readOn = async (store: Store, tenant: string, after: number, last: number): Promise<readonly Item[]> => {
  const end = Math.min(last, (bucketOf(after + 1) + 1) * BUCKET_EVENTS);
  const { Items: items = [] } = await store.dynamo.send(
    new QueryCommand({
      TableName: store.table,
      KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
      ExpressionAttributeValues: {
        ':pk': s(feedPartition(tenant, bucketOf(after + 1))),
        ':from': s(feedSort(after + 1)),
        ':to': s(feedSort(end)),
      },
      ConsistentRead: true,
    }),
  );
  return items;
};

/** Takes what matches from items in order, as long as there is room for it. */
class Page {
  readonly bodies: string[] = [];
  readonly #query: FeedQuery;
  readonly #fits = pageRoom();
  #full = false;

  constructor(query: FeedQuery) {
    this.#query = query;
  }

  get isFull(): boolean {
    return this.#full || this.bodies.length >= this.#query.limit;
  }

  /** Whether it needs no second look: false where the next page has to begin with it. */
  take(item: Item): boolean {
    const { type } = this.#query;
    if (type !== undefined && !matches([type], str(item, 'type'))) return true;
    const body = str(item, 'body');
    this.#full = !this.#fits(body);
    if (!this.#full) this.bodies.push(body);
    return !this.#full;
  }
}

/** A page of the feed, oldest first. Bounded work: a filter that finds little gives a short page with a place to go on from. */
export const readFeed = async (store: Store, tenant: string, query: FeedQuery): Promise<FeedPage> => {
  const last = await lastPlace(store, tenant);
  if (query.after >= last) return { bodies: [], next: undefined };
  const page = new Page(query);
  let at = await firstKept(store, tenant, query.after, last);
  for (let reads = 0; reads < READS_MAX && at < last && !page.isFull; reads += 1) {
    const items = await readOn(store, tenant, at, last);
    const end = Math.min(last, (bucketOf(at + 1) + 1) * BUCKET_EVENTS);
    for (const item of items) {
      if (page.isFull || (isKept(store, item) && !page.take(item))) break;
      at = int(item, 'seq');
    }
    // Nothing was there any more: what has expired leaves no item to go on from.
    if (items.length === 0) at = end;
  }
  return { bodies: page.bodies, next: at < last ? at : undefined };
};
