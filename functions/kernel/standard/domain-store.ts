import * as z from 'zod';
import { dynamo } from '../aws/dynamodb.ts';
import { codeVersion, readEnv } from '../core/env.ts';
import { liveClock, liveRandom } from '../core/live-ports.ts';
import type { IdempotencyStore } from '../idempotency/exactly-once.ts';
import { receiptsAt } from '../idempotency/receipt-item.ts';
import { itemKey } from './item-key.ts';

/** The environment of a standard domain's functions; lib/standard sets exactly these names. */
export const standardEnv = z.object({
  TABLE_NAME: z.string().min(1),
  /** The bus that its relay publishes on. */
  BUS_NAME: z.string().min(1),
});
export type StandardEnv = z.infer<typeof standardEnv>;

/** A domain's table as its calls reach it, injected so that tests can put faults between. */
export type DomainStore = IdempotencyStore;

/** The sort key of receipts, whose new items the relay reads. */
export const RECEIPT_SORT = 'R';

/** What became of each idempotency key. */
export const RECEIPTS = receiptsAt((tenant, receipt) => itemKey(tenant, RECEIPT_SORT, receipt));

/** The table as functions reach it on Lambda. */
export const liveDomainStore = (): DomainStore => ({
  dynamo: dynamo(),
  table: readEnv(standardEnv).TABLE_NAME,
  clock: liveClock,
  random: liveRandom,
  codeVersion: codeVersion(),
});
