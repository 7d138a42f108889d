import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { assert } from '../../../kernel/core/assert.ts';
import { receiptsAt } from '../../../kernel/idempotency/receipt-item.ts';
import { bucketOf } from '../../model/feed.ts';

/** The attributes that the table and its indexes are keyed by. `lib/webhooks` and the tests build the table from this. */
export const TABLE = {
  partition: 'pk',
  sort: 'sk',
  /** The attribute (seconds since the epoch) by which the feed, its marks and deliveries expire. */
  timeToLive: 'ttl',
  /** Every index holds keys only: what it finds is read from the table. */
  indexes: {
    /** Deliveries that wait for a later try. Sparse: one leaves it when it is settled. */
    due: { name: 'due', partition: 'db', sort: 'da', sortType: 'N' },
    /** Deliveries of an endpoint by birth. Its attributes never change, so attempts cost it nothing. */
    deliveries: { name: 'deliveries', partition: 'dl', sort: 'ds', sortType: 'S' },
    /** Deliveries of an endpoint that wait for a later try, by birth. Sparse, as `due`; its sort is that of `deliveries`. */
    waiting: { name: 'waiting', partition: 'dw', sort: 'ds', sortType: 'S' },
  },
} as const;

/** A type and not an interface: the SDK takes records, and an interface is none. */
export type Key = {
  readonly pk: AttributeValue.SMember;
  readonly sk: AttributeValue.SMember;
};

const key = (pk: string, sk: string): Key => ({ pk: { S: pk }, sk: { S: sk } });

/** Every key starts with the tenant, so that no id reaches another tenant's items. */
const partition = (tenant: string, part: string, id?: string): string => {
  assert(tenant !== '' && !tenant.includes('#'), 'a tenant in a key is not empty and holds no #');
  assert(id === undefined || (id !== '' && !id.includes('#')), 'an id in a key is not empty and holds no #');
  return id === undefined ? `${tenant}#${part}` : `${tenant}#${part}#${id}`;
};

/** All endpoints of a tenant, in the order of their birth: an endpoint's id is a ULID. */
export const endpointsPartition = (tenant: string): string => partition(tenant, 'W');
export const endpointKey = (tenant: string, id: string): Key => key(endpointsPartition(tenant), id);
/** How many they are. */
export const countKey = (tenant: string): Key => key(partition(tenant, 'N'), 'N');
/** Health and slots of an endpoint, apart from what its owner says of it: this one changes with every attempt. */
export const healthKey = (tenant: string, endpoint: string): Key => key(partition(tenant, 'H', endpoint), 'H');
/** What the tenant has used of its budgets, beside the health of its endpoints: no endpoint has such an id. */
export const changesKey = (tenant: string): Key => healthKey(tenant, '@changes');
export const hostKey = (tenant: string, host: string): Key => healthKey(tenant, `@host.${host}`);

/** The position that the tenant's feed has come to. */
export const counterKey = (tenant: string): Key => key(partition(tenant, 'Q'), 'Q');
const SEQ_DIGITS = 15;
export const FEED_PREFIX = 'F#';
export const feedSort = (seq: number): string => FEED_PREFIX + String(seq).padStart(SEQ_DIGITS, '0');
export const feedPartition = (tenant: string, bucket: number): string => partition(tenant, 'F', String(bucket));
export const feedKey = (tenant: string, seq: number): Key => key(feedPartition(tenant, bucketOf(seq)), feedSort(seq));
/** Says that an event is in the feed, and where. */
export const markKey = (tenant: string, event: string): Key => key(partition(tenant, 'M', event), 'M');

export const deliveryKey = (tenant: string, delivery: string): Key => key(partition(tenant, 'D', delivery), 'D');
/** The partition of the indexes `deliveries` and `waiting`. */
export const deliveriesPartition = (tenant: string, endpoint: string): string => `${tenant}#${endpoint}`;
const TIME_DIGITS = 15;
export const birthSort = (createdAt: number, id: string): string =>
  `${String(createdAt).padStart(TIME_DIGITS, '0')}#${id}`;

/** Outbox items, for what follows from the API: `J` an attempt to be made, `O` an event to be published. */
export const JOB_SORT = 'J';
export const jobKey = (tenant: string, receipt: string): Key => key(partition(tenant, 'J', receipt), JOB_SORT);
export const OUTBOX_SORT = 'O';
export const outboxKey = (tenant: string, event: string): Key => key(partition(tenant, 'O', event), OUTBOX_SORT);

/** What became of an idempotency key; `receipt` comes from `receiptId` in the kernel. */
export const receiptKey = (tenant: string, receipt: string): Key => key(partition(tenant, 'R', receipt), 'R');
export const RECEIPTS = receiptsAt(receiptKey);

/**
 * Partitions of the `due` index, over all tenants: as many are read. A delivery enters and leaves one, so 64 take 32,000 new
 * deliveries a second, of all tenants: as many as the ten lanes of fan-out write together.
 */
export const DUE_SHARDS = 64;
/** Where a delivery that waits stands, of the first `shards` of them: a release before this one reads 8 and no more. */
export const dueShard = (delivery: string, shards: number): string => {
  assert(shards >= 1 && shards <= DUE_SHARDS, 'what is written is read');
  let sum = 0;
  for (let i = 0; i < delivery.length; i += 1) sum = (sum * 31 + delivery.charCodeAt(i)) % 65_521;
  return `due#${sum % shards}`;
};

/** When an item of so many days' life expires, as DynamoDB wants it: seconds since the epoch. */
export const expiry = (now: number, days: number): number => Math.floor(now / 1000) + days * 86_400;

/** Which tenant a key is of. */
export const tenantOf = (pk: string): string => {
  const [tenant = ''] = pk.split('#', 1);
  assert(tenant !== '' && pk.includes('#'), 'every key starts with a tenant');
  return tenant;
};
