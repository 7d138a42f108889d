import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { type Item, s, str } from '../../../kernel/aws/attributes.ts';
import { BATCH_GET_MAX, batchGet } from '../../../kernel/aws/batch-get.ts';
import { batchPut } from '../../../kernel/aws/batch-put.ts';
import { chunks, inParallel } from '../../../kernel/core/parallel.ts';
import { RETRY } from '../../../kernel/core/retry.ts';
import type { Link } from '../../model/entry.ts';
import { readLink } from './entry-item.ts';
import { entrySort } from './keys.ts';
import type { LedgerStore } from './ledger-store.ts';
import { RetryableError } from './retryable-error.ts';

/** Batch reads under way at once: enough to hide the latency, few enough to leave the table to the money path. */
const WIDTH = 4;

const unwritten = (left: number): Error => new RetryableError(`${left} items were not written: the table is throttled`);

/**
 * Puts items that are the same whoever writes them, however often: entries whose counters are written already, or that have
 * none. No two of them may share a key. Throws when the table still leaves some out after bounded retries; what was written stays.
 */
export const putAll = (store: LedgerStore, items: readonly Item[]): Promise<void> =>
  batchPut(store, items, unwritten, RETRY.relay);

const unread = (left: number): Error => new RetryableError(`${left} items were not read: the table is throttled`);

/** Reads items by key for a relay, strongly consistent, in no order; those that do not exist are left out. */
export const readAll = async (
  store: LedgerStore,
  keys: readonly Record<string, AttributeValue>[],
): Promise<readonly Item[]> => {
  const found: Item[] = [];
  await inParallel(chunks(keys, BATCH_GET_MAX), WIDTH, async (chunk) => {
    found.push(...(await batchGet(store, chunk, unread, RETRY.relay)));
  });
  return found;
};

/** The links of one entry in each of several accounts, by partition; without those that are missing or not linked. */
export const readLinks = async (
  store: LedgerStore,
  wanted: readonly { readonly pk: string; readonly version: number }[],
): Promise<ReadonlyMap<string, Link>> => {
  const items = await readAll(
    store,
    wanted.map(({ pk, version }) => ({ pk: s(pk), sk: s(entrySort(version)) })),
  );
  return new Map(
    items.flatMap((item) => {
      const link = readLink(item);
      return link === undefined ? [] : [[str(item, 'pk'), link] as const];
    }),
  );
};
