import type { DynamoDBRecord } from 'aws-lambda';
import { assert } from '../../../kernel/core/assert.ts';
import { chunks } from '../../../kernel/core/parallel.ts';
import { type Relay, relayReceipts, relayRecords } from '../relay/relay.ts';
import { relinkHistory } from '../relay/relink.ts';
import { type Parsed, parsePartition } from '../table/keys.ts';
import { receiptsOf, scanReceipts, type Window } from './scan-receipts.ts';

/** Receipts that are folded and published together. */
const BATCH = 200;

/** What a run did, and where the next one goes on; without `token` it is finished. */
export interface Republished {
  readonly receipts: number;
  readonly token: string | undefined;
}

/** Folds and publishes again what these transactions (at most 100) did; how their holds ended is in the window of that time. */
export const republishTransactions = async (
  relay: Relay,
  tenant: string,
  transactions: readonly string[],
): Promise<Republished> => {
  const receipts = await receiptsOf(relay.store, tenant, transactions);
  await relayReceipts(relay, receipts);
  return { receipts: receipts.length, token: undefined };
};

/** The same for every receipt of a window, page by page until `deadline` or `pages`; each page is finished before the next. */
export const republishWindow = async (
  relay: Relay,
  window: Window,
  bounds: { readonly token: string | undefined; readonly pages: number; readonly deadline: number },
): Promise<Republished> => {
  let { token } = bounds;
  let receipts = 0;
  for (let page = 0; page < bounds.pages && relay.store.clock.now() < bounds.deadline; page += 1) {
    const read = await scanReceipts(relay.store, window, token);
    for (const some of chunks(read.receipts, BATCH)) await relayReceipts(relay, some);
    receipts += read.receipts.length;
    token = read.next;
    if (token === undefined) return { receipts, token };
  }
  assert(token !== undefined, 'a run with time left reads at least one page');
  return { receipts, token };
};

/** The accounts that records are about, each once. */
const accountsOf = (records: readonly DynamoDBRecord[]): readonly Parsed[] => {
  const keys = records.map(({ dynamodb }) => dynamodb?.Keys).filter((key) => key?.sk?.S === 'A');
  const partitions = new Set(keys.map((key) => key?.pk?.S ?? ''));
  return [...partitions].map(parsePartition).filter((parsed) => parsed !== undefined);
};

/**
 * Relays records that the stream mapping had put aside, as they stand in its bucket: the only way to fill a hole exactly. The
 * entries behind the hole are then linked; `more` says that an account still lacks others.
 */
export const relayAgain = async (relay: Relay, records: readonly DynamoDBRecord[]) => {
  const { failed, poison, cause } = await relayRecords(relay, records);
  if (poison !== undefined) throw poison.error;
  if (failed.length > 0) throw cause;
  let more = false;
  for (const { tenant, id } of accountsOf(records)) {
    const relinked = await relinkHistory(relay.store, tenant, id);
    more ||= relinked.more;
  }
  return { records: records.length, more };
};
