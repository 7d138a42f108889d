import { createHash } from 'node:crypto';
import * as z from 'zod';
import { type Answer, type Api, slugOf } from './api.ts';
import type { Journal, JournalTransaction } from './journal.ts';
import { ApiProblem } from './problem-error.ts';

/** One bulk request: below the API's 1,000 so that progress is visible, and well below its 1 MB. */
const BULK_TRANSACTIONS = 200;
const BULK_BYTES = 900_000;

export interface Refused {
  readonly line: number;
  readonly what: string;
  readonly status: number;
  readonly problem: string;
  readonly detail: string;
}

export interface ImportSummary {
  readonly accounts: { readonly created: number; readonly existing: number; readonly refused: number };
  readonly transactions: { readonly committed: number; readonly replayed: number; readonly refused: number };
  readonly refusals: readonly Refused[];
}

const bulkAnswer = z.object({
  results: z.array(
    z.object({
      key: z.string(),
      status: z.number(),
      transaction: z.object({ createdAt: z.string() }).optional(),
      problem: z.object({ type: z.string(), detail: z.string() }).optional(),
    }),
  ),
});

/**
 * Brings a journal into the ledger, in the order of the file. Keys come from the file, so that a second run, or one after a
 * kill half way, finds what is already there and adds only the rest.
 */
export const importJournal = async (
  api: Api,
  journal: Journal,
  progress: (done: number, total: number) => void,
): Promise<ImportSummary> => {
  const refusals: Refused[] = [];
  const accounts = { created: 0, existing: 0, refused: 0 };
  for (const [index, account] of journal.accounts.entries()) {
    const request = {
      method: 'POST',
      path: '/v1/accounts',
      body: account.body,
      key: keyOf(account.body.id),
    } as const;
    const answer = await api.call(request);
    if (answer.status === 201 && answer.headers.get('idempotency-replayed') === null) accounts.created += 1;
    else if (answer.status === 201 || slugOf(answer.body) === 'account-exists') accounts.existing += 1;
    else {
      accounts.refused += 1;
      refusals.push(refusalOf(account.line, account.body.id, answer));
    }
    progress(index + 1, journal.accounts.length + journal.transactions.length);
  }
  const transactions = { committed: 0, replayed: 0, refused: 0 };
  let done = journal.accounts.length;
  const startedAt = new Date().toISOString();
  for (const batch of batchesOf(journal.transactions)) {
    for (const outcome of await sendBatch(api, batch, startedAt)) {
      if (outcome.refused !== undefined) refusals.push(outcome.refused);
      transactions[outcome.kind] += 1;
    }
    done += batch.length;
    progress(done, journal.accounts.length + journal.transactions.length);
  }
  return { accounts, transactions, refusals };
};

/** The key of an account: its id, where a header can carry it. What no header can is no id of the API's either, and told so. */
const keyOf = (id: string): string =>
  `import:${/^[\x21-\x7e]{1,240}$/.test(id) ? id : createHash('sha256').update(id).digest('hex')}`;

const refusalOf = (line: number, what: string, answer: Answer): Refused => {
  const detail = z.object({ detail: z.string() }).safeParse(answer.body);
  return {
    line,
    what,
    status: answer.status,
    problem: slugOf(answer.body),
    detail: detail.success ? detail.data.detail : '',
  };
};

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

interface Outcome {
  readonly kind: 'committed' | 'replayed' | 'refused';
  readonly refused?: Refused;
}

const sendBatch = async (
  api: Api,
  batch: readonly JournalTransaction[],
  startedAt: string,
): Promise<readonly Outcome[]> => {
  const body = { mode: 'independent', transactions: batch.map(({ key, body: sent }) => ({ ...sent, key })) };
  const answer = await api.call({ method: 'POST', path: '/v1/transactions/bulk', body });
  // A malformed item refuses the whole bulk request, and so does one that is too large; alone, each line gets its own answer.
  const isRefused = answer.status === 400 || answer.status === 413;
  if (isRefused && batch.length > 1) {
    const outcomes: Outcome[] = [];
    for (const one of batch) outcomes.push(...(await sendBatch(api, [one], startedAt)));
    return outcomes;
  }
  const first = batch[0];
  if (isRefused && first !== undefined) {
    return [{ kind: 'refused', refused: refusalOf(first.line, first.key, answer) }];
  }
  if (answer.status !== 200) throw new ApiProblem(answer.status, slugOf(answer.body), 'The bulk call was refused.');
  return bulkAnswer
    .parse(answer.body)
    .results.map((result, index) => outcomeOf(result, batch[index]?.line ?? 0, startedAt));
};

type BulkResult = z.infer<typeof bulkAnswer>['results'][number];

/** A bulk answer does not say which keys it knew: what was made before this run began was there already. */
const wasThere = (result: BulkResult, startedAt: string): boolean => (result.transaction?.createdAt ?? '') < startedAt;

const outcomeOf = (result: BulkResult, line: number, startedAt: string): Outcome => {
  if (result.status < 300) return { kind: wasThere(result, startedAt) ? 'replayed' : 'committed' };
  const problem = result.problem?.type.replace('/problems/', '') ?? 'unknown';
  const refused = { line, what: result.key, status: result.status, problem, detail: result.problem?.detail ?? '' };
  return { kind: 'refused', refused };
};
