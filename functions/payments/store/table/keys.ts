import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { assert } from '../../../kernel/core/assert.ts';
import type { Counted } from '../../model/limit.ts';

/** The attributes that the table and its indexes are keyed by. `lib/payments` and the tests build the table from this. */
export const TABLE = {
  partition: 'pk',
  sort: 'sk',
  /** Every index holds keys only: what it finds is read from the table. Those of lists never change, so steps cost them nothing. */
  indexes: {
    /** Payments that have to go on, by when to look. Sparse: one leaves it at its end. */
    due: { name: 'due', partition: 'db', sort: 'da', sortType: 'N' },
    /** Payments of a tenant by birth: 1,000 new ones a second for one tenant. */
    tenant: { name: 'tenant', partition: 'pt', sort: 'ps', sortType: 'S' },
    /** Payments from an account, and over `book` to one, by birth. */
    payer: { name: 'payer', partition: 'pf', sort: 'ps', sortType: 'S' },
    payee: { name: 'payee', partition: 'pa', sort: 'ps', sortType: 'S' },
    /** Payments that wait for the next file of their rail, by birth. Sparse: one leaves it with the file that takes it along. */
    gathered: { name: 'gathered', partition: 'gp', sort: 'gs', sortType: 'S' },
  },
} as const;

/** A type and not an interface: the SDK takes records, and an interface is none. */
export type Key = {
  readonly pk: AttributeValue.SMember;
  readonly sk: AttributeValue.SMember;
};

const key = (tenant: string, part: string, id: string): Key => {
  assert(tenant !== '' && !tenant.includes('#'), 'a tenant has text and no #');
  assert(id !== '' && !id.includes('#'), 'an id has text and no #');
  return { pk: { S: `${tenant}#${part}#${id}` }, sk: { S: part } };
};

export const PAYMENT_SORT = 'P';
export const paymentKey = (tenant: string, id: string): Key => key(tenant, PAYMENT_SORT, id);
export const SCHEDULE_SORT = 'H';
export const scheduleKey = (tenant: string, id: string): Key => key(tenant, SCHEDULE_SORT, id);
export const BATCH_SORT = 'B';
export const batchKey = (tenant: string, id: string): Key => key(tenant, BATCH_SORT, id);
/** Which batch bore a client's message id first: `mark` is derived from it. */
export const batchMessageKey = (tenant: string, mark: string): Key => key(tenant, 'M', `client.${mark}`);
/** Some lines of a batch. */
export const batchChunkKey = (tenant: string, id: string, place: number): Key => ({
  pk: batchKey(tenant, id).pk,
  sk: { S: `${BATCH_SORT}#${String(place).padStart(4, '0')}` },
});
export const SWITCH_SORT = 'S';
/** Whether a rail is stopped for a tenant, and how far its clearing account is checked. */
export const switchKey = (tenant: string, rail: string): Key => key(tenant, SWITCH_SORT, rail);
/** What is decided about a tenant's payments before there are any: one item, so that one read brings all of it. */
export const policyKey = (tenant: string): Key => key(tenant, 'L', 'policy');
/** What of a limit is used in one of its windows. */
export const counterKey = (tenant: string, { limit, window }: Counted): Key => key(tenant, 'C', `${limit}.${window}`);
export const FILE_SORT = 'F';
/** What the relay is shown of the table's stream. */
export const RELAYED_SORTS = [PAYMENT_SORT, BATCH_SORT, FILE_SORT] as const;
export const fileKey = (tenant: string, id: string): Key => key(tenant, FILE_SORT, id);
/** Which payments are in a file, in its order: some on each page. */
export const pageKey = (tenant: string, file: string, page: number): Key => key(tenant, 'G', `${file}.${page}`);
/** Which file of a bank bore a message id first. */
export const messageKey = (tenant: string, message: string): Key => key(tenant, 'M', message);
export const taskKey = (tenant: string, id: string): Key => key(tenant, 'K', id);
/** Who pays by the files of a rail, and when the next one is due. */
export const originatorKey = (tenant: string, rail: string): Key => key(tenant, 'O', rail);
/** What became of an idempotency key; `receipt` comes from `receiptId` in the kernel. */
export const receiptKey = (tenant: string, receipt: string): Key => key(tenant, 'R', receipt);

/** What the tenant has used of its budget. The partition is what the right to write it names; the relay is shown no such sort key. */
export const askedKey = (tenant: string): Key => ({ ...key(tenant, 'B', 'items'), sk: { S: 'Y' } });

export const tenantPartition = (tenant: string): string => tenant;
/** Beside the payments of a tenant, in the same index. */
export const schedulesPartition = (tenant: string): string => `${tenant}#schedules`;
export const batchesPartition = (tenant: string): string => `${tenant}#batches`;
export const accountPartition = (tenant: string, account: string): string => `${tenant}#${account}`;

/** Of the index of births: files and tasks, beside the payments of a tenant. */
export const filesPartition = (tenant: string): string => `${tenant}#F`;
export const tasksPartition = (tenant: string): string => `${tenant}#K`;
export const gatheredPartition = (tenant: string, rail: string): string => `${tenant}#${rail}`;

const TIME_DIGITS = 15;
export const birthSort = (createdAt: number, id: string): string =>
  `${String(createdAt).padStart(TIME_DIGITS, '0')}#${id}`;

/** What every birth of a second begins with. */
export const secondSort = (second: number): string => String(second).padStart(TIME_DIGITS - 3, '0');

/** Payments that have to go on share this many partitions of the `due` index, over all tenants. */
export const DUE_SHARDS = 8;
const sumOf = (id: string): number => {
  let sum = 0;
  for (let i = 0; i < id.length; i += 1) sum = (sum * 31 + id.charCodeAt(i)) % 65_521;
  return sum;
};
export const dueShard = (id: string): string => `due#${sumOf(id) % DUE_SHARDS}`;

/**
 * Files and cut-offs have shards of their own in that index, behind those of the payments: releases that know nothing of files look
 * at none of them.
 */
export const FILE_SHARDS = 4;
export const fileShard = (id: string): string => `due#${DUE_SHARDS + (sumOf(id) % FILE_SHARDS)}`;

/** Clearing accounts have a shard of their own behind those: one item a tenant and rail. */
export const CLEARING_SHARD = DUE_SHARDS + FILE_SHARDS;
export const clearingShard = `due#${CLEARING_SHARD}`;

/** Which tenant a key is of. */
export const tenantOf = (pk: string): string => {
  const [tenant = ''] = pk.split('#', 1);
  assert(tenant !== '' && pk.includes('#'), 'every key starts with a tenant');
  return tenant;
};

/** What a key ends with: the id that it was made of. */
export const idOfKey = (pk: string): string => pk.slice(pk.lastIndexOf('#') + 1);
