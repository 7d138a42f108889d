import type { Api } from '../client/api.ts';
import { importAccount } from './import-accounts.ts';
import { TransactionImport } from './import-transactions.ts';
import type { Journal, JournalTransaction } from './journal.ts';
import type { Differing, ImportSummary, Refused, Retried } from './summary.ts';

/** One bulk request: below the API's 1,000 so that progress is visible, and well below its 1 MB. */
const BULK_TRANSACTIONS = 200;
const BULK_BYTES = 900_000;

export interface ImportOptions {
  /** Whether lines are tried anew whose refusals stand under their keys. */
  readonly retryRefused: boolean;
  readonly progress: (done: number, total: number) => void;
}

/** Cuts by count and by bytes, never reordering. */
function* batchesOf(transactions: readonly JournalTransaction[]): Generator<readonly JournalTransaction[]> {
  let batch: JournalTransaction[] = [];
  let bytes = 0;
  for (const transaction of transactions) {
    const size = Buffer.byteLength(JSON.stringify(transaction.body)) + transaction.key.length;
    if (batch.length === BULK_TRANSACTIONS || (batch.length > 0 && bytes + size > BULK_BYTES)) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(transaction);
    bytes += size;
  }
  if (batch.length > 0) yield batch;
}

/**
 * Brings a journal into the ledger, in the order of the file. Keys come from the file, so that a second run, one after a
 * kill half way, or two at once find what is already there and add only the rest.
 */
export const importJournal = async (
  api: Api,
  journal: Journal,
  { retryRefused, progress }: ImportOptions,
): Promise<ImportSummary> => {
  const refusals: Refused[] = [];
  const retried: Retried[] = [];
  const differing: Differing[] = [];
  const total = journal.accounts.length + journal.transactions.length;
  let done = 0;
  const keep = (one: { readonly refused?: Refused; readonly retried?: Retried }): void => {
    if (one.refused !== undefined) refusals.push(one.refused);
    if (one.retried !== undefined) retried.push(one.retried);
  };
  const accounts = { created: 0, existing: 0, refused: 0 };
  for (const account of journal.accounts) {
    const outcome = await importAccount(api, account, retryRefused);
    accounts[outcome.kind] += 1;
    differing.push(...outcome.differing);
    keep(outcome);
    done += 1;
    progress(done, total);
  }
  const transactions = { committed: 0, replayed: 0, refused: 0 };
  const importing = new TransactionImport(api, retryRefused);
  for (const batch of batchesOf(journal.transactions)) {
    for (const outcome of await importing.outcomes(batch)) {
      transactions[outcome.kind] += 1;
      keep(outcome);
    }
    done += batch.length;
    progress(done, total);
  }
  return { accounts, transactions, retried, differing, refusals };
};
