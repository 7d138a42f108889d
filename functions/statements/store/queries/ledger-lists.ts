import type * as z from 'zod';
import { assert } from '../../../kernel/core/assert.ts';
import {
  type ListedAccount,
  type ListedTransaction,
  listedAccount,
  listedTransaction,
  pageOf,
} from '../../model/statement/ledger-journal.ts';
import { type Asking, askLedger } from './ledger.ts';

/** As many as a list of the ledger gives at once. */
export const LISTED_MAX = 100;

export interface Listing<T> {
  readonly data: readonly T[];
  readonly next: string | undefined;
}

/** Undefined where the ledger does not take the cursor. */
const listed = async <T>(
  asking: Asking,
  path: `/${string}`,
  of: z.ZodType<T>,
  { cursor, ...filters }: Readonly<Record<string, string>> & { readonly cursor?: string },
): Promise<Listing<T> | undefined> => {
  const query = { ...filters, limit: String(LISTED_MAX), ...(cursor === undefined ? {} : { cursor }) };
  const { status, body } = await askLedger(asking, { path, query });
  if (status === 400 && cursor !== undefined) return undefined;
  assert(status === 200, 'the ledger lists what it has');
  const { data, nextCursor } = pageOf(of).parse(JSON.parse(body));
  return { data, next: nextCursor ?? undefined };
};

const withCursor = (cursor: string | undefined) => (cursor === undefined ? {} : { cursor });

export const listAccounts = (asking: Asking, cursor: string | undefined): Promise<Listing<ListedAccount> | undefined> =>
  listed(asking, '/v1/accounts', listedAccount, withCursor(cursor));

/** Those that were made from one time to another, both included, newest first. */
export const listTransactions = (
  asking: Asking,
  { createdFrom, createdTo }: { readonly createdFrom: string; readonly createdTo: string },
  cursor: string | undefined,
): Promise<Listing<ListedTransaction> | undefined> =>
  listed(asking, '/v1/transactions', listedTransaction, { createdFrom, createdTo, ...withCursor(cursor) });
