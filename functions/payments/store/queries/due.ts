import { type Item, int } from '../../../kernel/aws/attributes.ts';
import { readDuePage } from '../../../kernel/aws/due-page.ts';
import { alarmAt } from '../../model/deadline.ts';
import { readBatch } from '../table/batch-item.ts';
import { BATCH_SORT, DUE_SHARDS, SCHEDULE_SORT, TABLE } from '../table/keys.ts';
import { readPayment } from '../table/payment-item.ts';
import type { PaymentsStore } from '../table/payments-store.ts';
import { readSchedule } from '../table/schedule-item.ts';

/** The partitions of the index, over all tenants. */
export const SHARDS: readonly number[] = Array.from({ length: DUE_SHARDS }, (_, shard) => shard);

/** Something that the alarm clock has to look at, and what the worker is told of it. */
export interface Due {
  readonly key: { readonly pk: { readonly S: string }; readonly sk: { readonly S: string } };
  readonly tenant: string;
  readonly version: number;
  readonly job: object;
  /** When the sweep looks again, should nothing come of the message. It waits a minute at least; undefined asks for that minute. */
  readonly again: (now: number) => number | undefined;
}

const readDue = (item: Item): Due => {
  const key = { pk: item.pk, sk: item.sk } as Due['key'];
  const version = int(item, 'version');
  if (key.sk.S === SCHEDULE_SORT) {
    const { tenant, id } = readSchedule(item);
    return { key, tenant, version, job: { tenant, schedule: id }, again: () => undefined };
  }
  if (key.sk.S === BATCH_SORT) {
    const { tenant, id } = readBatch(item);
    return { key, tenant, version, job: { tenant, batch: id }, again: () => undefined };
  }
  const payment = readPayment(item);
  const { tenant, id } = payment;
  return { key, tenant, version, job: { tenant, payment: id }, again: (now) => alarmAt(payment, now) };
};

/** What of one shard is due by then. */
export const dueIn = (store: PaymentsStore, shard: number, by: number, from: Item | undefined) =>
  readDuePage(store, TABLE.indexes.due, readDue, { shard, by, from });
