import type { Call, Reply } from '../../../kernel/core/call.ts';
import { type Route, route } from '../../../kernel/core/call.ts';
import { common } from '../../../kernel/core/common-problems.ts';
import { Refusal } from '../../../kernel/core/problem.ts';
import { faultsRefusal } from '../../../kernel/http/faults.ts';
import { fingerprint } from '../../../kernel/idempotency/receipt.ts';
import { parseTime } from '../../../kernel/values/time.ts';
import { ledgerProblems } from '../../contract/problems.ts';
import { createTransaction, createTransactions } from '../../contract/transaction-operations.ts';
import type { BatchItem } from '../../model/batch.ts';
import { batchAnswer, type ItemAnswer, replayedHeader } from '../../model/batch-answer.ts';
import { type BulkChunk, bulkChunks } from '../../model/bulk-chunk.ts';
import { monthAsked } from '../../model/period.ts';
import { answeredOf } from '../../store/commit/answered.ts';
import type { BatchRequest } from '../../store/commit/chunk-actions.ts';
import { commitAtomic, commitIndependent } from '../../store/commit/commit-chunk.ts';
import { transactionId } from '../../store/commit/create-transaction.ts';
import { closedMonths, periodClosed } from '../../store/commit/open-months.ts';
import type { LedgerStore } from '../../store/table/ledger-store.ts';

type BulkCall = Call<typeof createTransactions>;

/** The keys of a batch are createTransaction's: so are the ids and fingerprints that they lead to. */
const { operationId: operation } = createTransaction;

const itemsOf = ({ body, caller }: BulkCall): readonly BatchItem[] =>
  body.transactions.map(({ key, body: one, issues }) => ({
    key,
    id: transactionId({ tenant: caller.tenant, operation, key }),
    fingerprint: fingerprint(operation, {}, one),
    body: one,
    broken: issues.length === 0 ? undefined : faultsRefusal(issues, createTransaction, common.schema),
  }));

/** Those of closed months are refused, unless their keys have answers already, which are repeated. */
const withOpenMonths = async (
  store: LedgerStore,
  tenant: string,
  items: readonly BatchItem[],
): Promise<readonly BatchItem[]> => {
  const now = store.clock.now();
  const monthOfItem = ({ body: { effectiveAt } }: BatchItem): string | undefined =>
    monthAsked(typeof effectiveAt === 'string' ? parseTime(effectiveAt) : undefined, now);
  const months = new Set(items.map(monthOfItem).filter((month) => month !== undefined));
  if (months.size === 0) return items;
  const closed = await closedMonths(store, tenant, months);
  if (closed.size === 0) return items;
  const late = items.filter((one) => one.broken === undefined && closed.has(monthOfItem(one) ?? ''));
  const answered = await answeredOf(store, tenant, new Set(late.map(({ id }) => id)));
  const refused = new Set(late.filter(({ id }) => !answered.has(id)));
  return items.map((one) => (refused.has(one) ? { ...one, broken: periodClosed(monthOfItem(one) ?? '') } : one));
};

const independent = async (
  store: LedgerStore,
  request: BatchRequest,
  chunks: readonly BulkChunk[],
): Promise<readonly ItemAnswer[]> => {
  const answers: ItemAnswer[] = [];
  for (const chunk of chunks) answers.push(...(await commitIndependent(store, request, chunk)));
  return answers;
};

const atomic = (
  store: LedgerStore,
  request: BatchRequest,
  chunks: readonly BulkChunk[],
): Promise<readonly ItemAnswer[]> => {
  const [only, ...more] = chunks;
  if (only !== undefined && more.length === 0) return commitAtomic(store, request, only);
  throw new Refusal(
    ledgerProblems['batch-too-large'],
    'The transactions of an atomic batch and the accounts that they touch are at most 100 together.',
  );
};

const create = async (store: LedgerStore, call: BulkCall): Promise<Reply> => {
  const { mode } = call.body;
  const { caller, requestId, deadline } = call;
  const request = { tenant: caller.tenant, operation, actor: caller.clientId, requestId, deadline };
  const items = await withOpenMonths(store, caller.tenant, itemsOf(call));
  const chunks = bulkChunks(items);
  const answers = await (mode === 'atomic' ? atomic : independent)(store, request, chunks);
  return { status: 200, body: batchAnswer(mode, items, answers), headers: replayedHeader(answers) };
};

/** `POST /v1/transactions/bulk`. */
export const createTransactionsRoute = (store: LedgerStore): Route<typeof createTransactions> =>
  route(createTransactions, (call) => create(store, call));
