import type { Page } from '../../../kernel/http/page-reply.ts';
import type { EntryView } from '../../contract/history.ts';
import { entryView } from '../../model/entry-view.ts';
import type { LedgerStore } from '../table/ledger-store.ts';
import { readEntries } from './entry-reads.ts';
import { findHistory } from './histories-of.ts';
import { detailsOf } from './transaction-details.ts';

/** Which part of which history is asked for. */
export interface EntriesAsked {
  readonly tenant: string;
  readonly account: string;
  readonly currency: string | undefined;
  readonly order: 'asc' | 'desc';
  /** 1 to 99 or 100. */
  readonly limit: number;
  /** The version of the last entry that the reader has seen. */
  readonly after: number | undefined;
}

/**
 * A page of an account's history, with what its transactions say in words. It holds what the relay has entered by now.
 *
 * @throws Refusal as `findHistory`
 */
export const entriesPage = async (store: LedgerStore, asked: EntriesAsked): Promise<Page<number, EntryView>> => {
  const place = await findHistory(store, asked.tenant, asked.account, asked.currency);
  const { order, limit, after } = asked;
  // One more than asked for: it tells whether there is a next page.
  const read = await readEntries(store, place.pk, { order, limit: limit + 1, after });
  const page = read.slice(0, limit);
  const words = await detailsOf(store, asked.tenant, page);
  return {
    data: page.map((entry) => ({
      view: entryView(entry, words.get(entry.transactionId) ?? {}),
      position: entry.version,
    })),
    next: read.length > limit ? page.at(-1)?.version : undefined,
  };
};
