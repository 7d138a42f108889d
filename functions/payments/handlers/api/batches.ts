import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { type Conflicts, MAX_ACTIONS } from '../../../kernel/aws/transact.ts';
import { type Call, type Route, route } from '../../../kernel/core/call.ts';
import { type Fault, Refusal } from '../../../kernel/core/problem.ts';
import { pageReply } from '../../../kernel/http/page-reply.ts';
import { pageLimit } from '../../../kernel/http/paging.ts';
import { fingerprint } from '../../../kernel/idempotency/receipt.ts';
import { derivedId } from '../../../kernel/values/ids.ts';
import {
  createPaymentBatch,
  getPaymentBatch,
  getPaymentBatchReport,
  listPaymentBatches,
} from '../../contract/batch-api.ts';
import { BATCH_PREFIX } from '../../contract/ids.ts';
import { paymentProblems } from '../../contract/problems.ts';
import {
  type AcceptedLine,
  type Batch,
  type BatchLine,
  type ClaimSum,
  type ClientMessage,
  chunked,
  haveRoom,
  isRefused,
  paymentOfLine,
  summed,
} from '../../model/batch.ts';
import { batchReportView, batchView, reportLines } from '../../model/batch-view.ts';
import { overLimit } from '../../model/over-limit.ts';
import { begun, type Policy } from '../../model/policy.ts';
import { puttingBatch } from '../../store/commit/batches.ts';
import { counting } from '../../store/commit/counters.ts';
import { idempotent } from '../../store/commit/idempotent.ts';
import { overWhat } from '../../store/commit/over-what.ts';
import { allChunks, findBatch, listBatches } from '../../store/queries/batches.ts';
import { findPolicy } from '../../store/queries/policy.ts';
import { lineText } from '../../store/table/batch-item.ts';
import { csvLines, jsonLines, readLine, type SentLine } from './batch-lines.ts';
import type { ApiDeps, BatchesDeps } from './deps.ts';
import { notFound } from './existing.ts';
import { painLines } from './pain-lines.ts';
import { painReport } from './pain-report.ts';
import { readyLines } from './ready-lines.ts';

type Creating = Call<typeof createPaymentBatch>;

const FAULTS_MAX = 20;
/** One is the receipt's. */
const ACTIONS_MAX = MAX_ACTIONS - 1;

interface Sent {
  readonly lines: readonly SentLine[];
  /** Of a client's own file. */
  readonly message: ClientMessage | undefined;
}

const sentOf = async (
  { readClientFile }: BatchesDeps,
  { payments, csv, pain001, debtors }: Creating['body'],
): Promise<Sent> => {
  if (pain001 !== undefined) return painLines(readClientFile, pain001, new Map(Object.entries(debtors ?? {})));
  return { lines: csv === undefined ? jsonLines(payments ?? []) : csvLines(csv), message: undefined };
};

/** Why lines can be no payment: what they ask for is in no total. */
const unread = (lines: readonly BatchLine[]): readonly Fault[] =>
  lines.flatMap((line) => (isRefused(line) ? [{ pointer: line.pointer, detail: line.detail }] : []));

/** The totals that a client counts itself are held against what came: a file that lost lines on its way is refused whole. */
const checkTotals = ({ count, sums }: Creating['body'], lines: readonly BatchLine[]): void => {
  const faults: Fault[] = [];
  if (count !== undefined && count !== lines.length)
    faults.push({ pointer: '/count', detail: `There are ${lines.length} lines.` });
  const totals = new Map<string, bigint>();
  for (const line of lines)
    if (!isRefused(line)) totals.set(line.currency, (totals.get(line.currency) ?? 0n) + line.amount);
  for (const currency of sums === undefined ? [] : new Set([...Object.keys(sums), ...totals.keys()])) {
    const total = totals.get(currency) ?? 0n;
    if (BigInt(sums?.[currency] ?? '0') !== total)
      faults.push({ pointer: `/sums/${currency}`, detail: `The lines that can be read come to ${total}.` });
  }
  const [first] = faults;
  if (first !== undefined)
    throw new Refusal(
      paymentProblems['batch-totals'],
      first.detail,
      [...faults, ...unread(lines)].slice(0, FAULTS_MAX),
    );
};

const batchOf = (call: Creating, sent: Sent, lines: readonly BatchLine[], chunks: number, now: number): Batch => {
  const { tenant, clientId: maker } = call.caller;
  const { mode, reference } = call.body;
  // Of the lines as they were sent and the reference: the same file twice is the same batch, whoever sends it by which key.
  const content = fingerprint(
    'createPaymentBatch',
    { reference: reference ?? null },
    sent.lines.map(({ value }) => value),
  );
  const refused = lines.filter(isRefused).length;
  return {
    id: derivedId(BATCH_PREFIX, tenant, content),
    tenant,
    version: 1,
    mode,
    reference,
    message: sent.message,
    maker,
    requestId: call.requestId,
    createdAt: now,
    lines: lines.length,
    chunks,
    done: 0,
    made: 0,
    refused,
  };
};

interface Whole {
  readonly lines: readonly BatchLine[];
  readonly sums: readonly ClaimSum[];
}

const refusedWhole = (lines: readonly BatchLine[]): Refusal => {
  const faults = unread(lines);
  const detail = `${faults.length} of ${lines.length} lines can be no payment, so none of them is one.`;
  return new Refusal(paymentProblems['batch-refused'], detail, faults.slice(0, FAULTS_MAX));
};

/** All lines of an atomic batch as they begin, and what they count in together. */
const whole = (call: Creating, sent: Sent, lines: readonly BatchLine[], policy: Policy, now: number): Whole => {
  if (lines.some(isRefused)) throw refusedWhole(lines);
  const batch = batchOf(call, sent, lines, 0, now);
  const all = lines as readonly AcceptedLine[];
  const starts = all.map((line) => ({ line, ...begun(paymentOfLine(batch, line, now, now), policy, now) }));
  const sums = summed(starts.map(({ claims, line }) => ({ claims, amount: line.amount })));
  for (const { claim, amount, count } of sums) {
    const { limit } = claim;
    const isOver =
      (limit.amount !== undefined && amount > limit.amount) || (limit.count !== undefined && count > limit.count);
    if (isOver) throw overLimit(limit, now);
  }
  return {
    lines: starts.map(({ line, payment: { approvalsNeeded, counted } }) => ({ ...line, approvalsNeeded, counted })),
    sums,
  };
};

/** What `puttingBatch` meets: the batch itself, or another one with the same message id. */
const existing = ({ id, message }: Batch, met: Conflicts): Refusal | undefined => {
  const again = 'Give it another reference where they are meant again.';
  if (met.has(0))
    return new Refusal(paymentProblems['batch-exists'], `These lines are the batch ${id} already. ${again}`);
  if (message === undefined || !met.has(1)) return undefined;
  const detail = `Another file has this message id already. Give the file one of its own. ${again}`;
  return new Refusal(paymentProblems['batch-exists'], detail, [
    { pointer: '/pain001/Document/CstmrCdtTrfInitn/GrpHdr/MsgId', detail },
  ]);
};

const tooLarge = (detail: string): Refusal =>
  new Refusal(paymentProblems['lines-too-large'], `${detail} Split the batch.`);

/** `POST /v1/payment-batches`: the batch, its lines, and of an atomic one all that it counts in, are one commit. */
export const createBatchRoute = (deps: BatchesDeps): Route<typeof createPaymentBatch> =>
  route(createPaymentBatch, async (call) => {
    const sent = await sentOf(deps, call.body);
    return idempotent(deps, call, async () => {
      const now = deps.clock.now();
      const { tenant } = call.caller;
      const known = sent.lines.map((one) => readLine(deps.rails, one, now));
      checkTotals(call.body, known);
      const read = await readyLines(deps, tenant, sent.lines, known);
      const { lines, sums } =
        call.body.mode === 'atomic'
          ? whole(call, sent, read, await findPolicy(deps, tenant), now)
          : { lines: read, sums: [] };
      const bytes = new Map(lines.map((line) => [line, Buffer.byteLength(lineText(line))]));
      const bytesOf = (line: BatchLine) => bytes.get(line) ?? 0;
      if (!haveRoom(lines, bytesOf)) throw tooLarge('The lines come to more than 3 MB as they are kept.');
      const chunks = chunked(lines, bytesOf);
      const batch = batchOf(call, sent, read, chunks.length, now);
      const putting = puttingBatch(deps, batch, chunks);
      const counts: readonly TransactWriteItem[] = sums.map(({ claim, ...sum }) => counting(deps, tenant, claim, sum));
      if (putting.length + counts.length > ACTIONS_MAX)
        throw tooLarge(`The lines count in ${sums.length} limits and windows.`);
      return {
        status: 201,
        body: JSON.stringify(batchView(batch)),
        at: now,
        actions: [...putting, ...counts],
        refusal: (conflicts) =>
          existing(batch, conflicts) ??
          overWhat(
            sums.map(({ claim }) => claim),
            conflicts,
            putting.length,
            now,
          ),
      };
    });
  });

const existingBatch = async (deps: ApiDeps, tenant: string, id: string): Promise<Batch> => {
  const batch = await findBatch(deps, tenant, id);
  if (batch === undefined) throw notFound('batch');
  return batch;
};

/** `GET /v1/payment-batches/{id}`. */
export const getBatchRoute = (deps: ApiDeps): Route<typeof getPaymentBatch> =>
  route(getPaymentBatch, async ({ caller, params }) => ({
    status: 200,
    body: batchView(await existingBatch(deps, caller.tenant, params.id)),
  }));

/** `GET /v1/payment-batches`, newest first. */
export const listBatchesRoute = (deps: ApiDeps): Route<typeof listPaymentBatches> =>
  route(listPaymentBatches, async (call) => {
    const after = await deps.cursors.read(call, call.query.cursor);
    const page = await listBatches(deps, call.caller.tenant, pageLimit(call.query), after);
    return pageReply(page, (next) => deps.cursors.sign(call, next));
  });

/** `GET /v1/payment-batches/{id}/report`. */
export const getBatchReportRoute = (deps: ApiDeps): Route<typeof getPaymentBatchReport> =>
  route(getPaymentBatchReport, async ({ caller, params }) => {
    const batch = await existingBatch(deps, caller.tenant, params.id);
    const lines = reportLines(batch, await allChunks(deps, batch));
    const pain002 = batch.message === undefined ? null : await painReport(deps, batch, batch.message, lines);
    return { status: 200, body: { ...batchReportView(lines), pain002 } };
  });
