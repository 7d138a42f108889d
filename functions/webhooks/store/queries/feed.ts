import { GetItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { type Item, int, s, str } from '../../../kernel/aws/attributes.ts';
import { chunks, together } from '../../../kernel/core/parallel.ts';
import { pageRoom } from '../../../kernel/http/page-reply.ts';
import { matches } from '../../model/event-filter.ts';
import { BUCKET_EVENTS, bucketOf } from '../../model/feed.ts';
import { shownEvent } from '../../model/shown-event.ts';
import { counterKey, feedKey, feedPartition, feedSort, markKey, TABLE } from '../table/keys.ts';
import { transactGet } from '../table/transact-get.ts';
import type { WebhooksStore } from '../table/webhooks-store.ts';

type Store = Pick<WebhooksStore, 'dynamo' | 'table' | 'clock'>;

export interface FeedPage {
  /** The events as JSON, as they were entered. */
  readonly bodies: readonly string[];
  /** The last position that was looked at, where there is more to look at. */
  readonly next: number | undefined;
}

export interface FeedQuery {
  /** Begin behind this position; 0 for the beginning. */
  readonly after: number;
  readonly type: string | undefined;
  readonly limit: number;
}

/** Requests of one page: 2,000 events, all of which a filter may pass over. */
const READS_MAX = 20;
/** Items of 400 kB in one transaction of 4 MB. */
const WHOLE_MAX = 10;
/** Halvings that find one bucket of 2^40. */
const HALVINGS_MAX = 40;

const stored = async ({ dynamo, table }: Store, key: ReturnType<typeof counterKey>): Promise<Item | undefined> =>
  (await dynamo.send(new GetItemCommand({ TableName: table, Key: key, ConsistentRead: true }))).Item;

/** The position that the feed has come to: everything up to it is entered, or is becoming visible. */
const lastPosition = async (store: Store, tenant: string): Promise<number> => {
  const counter = await stored(store, counterKey(tenant));
  return counter === undefined ? 0 : int(counter, 'seq');
};

/** The position of an event; undefined where it is in no feed of this tenant. */
export const positionOf = async (store: Store, tenant: string, event: string): Promise<number | undefined> => {
  const mark = await stored(store, markKey(tenant, event));
  return mark === undefined ? undefined : int(mark, 'seq');
};

/** DynamoDB deletes what has expired within days, in no order: what a client sees ends at its time exactly. */
const isKept = ({ clock }: Store, item: Item): boolean => int(item, TABLE.timeToLive) * 1000 > clock.now();

/** Whether anything is left of a bucket that the counter has passed: its last position goes last. */
const holdsSome = async (store: Store, tenant: string, bucket: number): Promise<boolean> => {
  const found = await transactGet(store, [feedKey(tenant, (bucket + 1) * BUCKET_EVENTS)]);
  return found === undefined || found.some((item) => isKept(store, item));
};

/** The position to begin at: behind `after`, but not among the buckets that have expired whole, which are found by halving. */
const firstKept = async (store: Store, tenant: string, after: number, last: number): Promise<number> => {
  let low = bucketOf(after + 1);
  let high = bucketOf(last);
  if (low === high || (await holdsSome(store, tenant, low))) return after;
  low += 1;
  for (let halvings = 0; low < high && halvings < HALVINGS_MAX; halvings += 1) {
    const middle = Math.floor((low + high) / 2);
    if (await holdsSome(store, tenant, middle)) high = middle;
    else low = middle + 1;
  }
  return low * BUCKET_EVENTS;
};

/** Items in the order of their positions, and the position up to which there are no others. */
interface Stretch {
  readonly items: readonly Item[];
  readonly end: number;
}

/** The rest of one bucket behind a position, as far as one query shows it. */
const shownBehind = async (store: Store, tenant: string, after: number, last: number): Promise<Stretch> => {
  const end = Math.min(last, (bucketOf(after + 1) + 1) * BUCKET_EVENTS);
  const { Items: items = [], LastEvaluatedKey: more } = await store.dynamo.send(
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
  const shown = items.at(-1);
  return { items, end: more === undefined || shown === undefined ? end : int(shown, 'seq') };
};

/**
 * Positions that a query did not show and that need not have expired: behind all that it showed as expired, since positions are in
 * the order of time.
 */
const unseen = (store: Store, items: readonly Item[], after: number, end: number): readonly number[] => {
  const shown = new Set(items.map((item) => int(item, 'seq')));
  const expired = items.findLast((item) => !isKept(store, item));
  const from = Math.max(after, expired === undefined ? 0 : int(expired, 'seq')) + 1;
  return Array.from({ length: Math.max(0, end - from + 1) }, (_, index) => from + index).filter(
    (position) => !shown.has(position),
  );
};

/**
 * The same, with what the query did not show because its transaction was not through. While that is still so the stretch ends
 * before it: a position that is passed over is never looked at again.
 */
const readOn = async (store: Store, tenant: string, after: number, last: number): Promise<Stretch> => {
  const { items, end } = await shownBehind(store, tenant, after, last);
  const hidden = chunks(unseen(store, items, after, end), WHOLE_MAX).map(async (positions) => {
    const found = await transactGet(
      store,
      positions.map((position) => feedKey(tenant, position)),
    );
    return found === undefined ? { items: [], open: positions.slice(0, 1) } : { items: found, open: [] };
  });
  const found = await together(hidden);
  const all = [...items, ...found.flatMap((one) => one.items)].sort((a, b) => int(a, 'seq') - int(b, 'seq'));
  const [open = end + 1] = found.flatMap((one) => one.open);
  return { items: all.filter((item) => int(item, 'seq') < open), end: open - 1 };
};

/** Takes what matches from items in order, as long as there is room for it. */
class Page {
  readonly bodies: string[] = [];
  readonly #query: FeedQuery;
  readonly #fits = pageRoom();
  #over = false;

  constructor(query: FeedQuery) {
    this.#query = query;
  }

  /** Whether an event was met that the next page has to begin with. */
  get isOver(): boolean {
    return this.#over;
  }

  /** Whether it needs no second look: false where the next page has to begin with it. */
  take(item: Item): boolean {
    const { type, limit } = this.#query;
    if (type !== undefined && !matches([type], str(item, 'type'))) return true;
    const body = shownEvent(str(item, 'type'), str(item, 'body'));
    this.#over = this.bodies.length >= limit || !this.#fits(body);
    if (!this.#over) this.bodies.push(body);
    return !this.#over;
  }
}

/**
 * A page of the feed, oldest first, filled up to its limit while its reads last. It looks for one event more than asked for, so
 * that a position to go on from leads to something. Bounded work: a filter that finds little gives a short page with such a position.
 */
export const readFeed = async (store: Store, tenant: string, query: FeedQuery): Promise<FeedPage> => {
  const last = await lastPosition(store, tenant);
  if (query.after >= last) return { bodies: [], next: undefined };
  const page = new Page(query);
  let at = await firstKept(store, tenant, query.after, last);
  for (let reads = 0; reads < READS_MAX && at < last && !page.isOver; reads += 1) {
    const { items, end } = await readOn(store, tenant, at, last);
    if (end === at) break;
    for (const item of items) {
      if (isKept(store, item) && !page.take(item)) break;
      at = int(item, 'seq');
    }
    // What has expired leaves no item to go on from.
    if (!page.isOver) at = end;
  }
  return { bodies: page.bodies, next: at < last ? at : undefined };
};
