import { present } from '../../kernel/core/assert.ts';
import { problemBody, type Refusal } from '../../kernel/core/problem.ts';
import type { BatchItem, ChunkPlan, Verdict } from './batch.ts';
import { transactionAnswer } from './transaction-answer.ts';

/** What one item of a batch is answered: the status and the body that createTransaction would have had. */
export interface ItemAnswer {
  readonly status: number;
  /** Verbatim, as it is stored or was. */
  readonly body: string;
  /** There where the key had this answer before, as `Idempotency-Replayed` says it of a request. */
  readonly replayed?: true;
}

/** A refusal in the request `requestId` as an answer. */
export const refusedAnswer = (refusal: Refusal, requestId: string): ItemAnswer => ({
  status: refusal.problem.status,
  body: JSON.stringify(problemBody(refusal.problem, refusal.message, requestId, refusal.errors)),
});

const answerOf = (verdict: Exclude<Verdict, { readonly kind: 'repeat' }>, requestId: string): ItemAnswer => {
  if (verdict.kind === 'known') {
    const { status, body, own } = verdict;
    return { status, body, ...(own ? {} : { replayed: true }) };
  }
  if (verdict.kind === 'refused') return refusedAnswer(verdict.refusal, requestId);
  return { status: 201, body: transactionAnswer(verdict.plan) };
};

/** The answers of a chunk, item by item. */
export const chunkAnswers = ({ verdicts }: ChunkPlan, requestId: string): readonly ItemAnswer[] => {
  const answers: ItemAnswer[] = [];
  for (const verdict of verdicts) {
    if (verdict.kind === 'repeat') {
      answers.push({ ...present(answers[verdict.of], 'a repeat stands after what it repeats'), replayed: true });
    } else answers.push(answerOf(verdict, requestId));
  }
  return answers;
};

/** Lambda sends at most 6 MB back; the envelope around the body and its escapes need some of them. */
const MAX_ANSWER_CHARACTERS = 4_500_000;

const made = ({ status }: ItemAnswer): boolean => status < 300;

/**
 * The answer of a batch. Stored answers are put in as they are, byte for byte. Where all of them together are more than can be
 * sent, the transactions are left out: each can be read by itself, and an answer that cannot be sent would tell nothing.
 */
export const batchAnswer = (
  mode: 'atomic' | 'independent',
  items: readonly BatchItem[],
  answers: readonly ItemAnswer[],
): string => {
  const isWhole = answers.reduce((sum, { body }) => sum + body.length, 0) <= MAX_ANSWER_CHARACTERS;
  const results = answers.map((answer, index) => {
    const head = `{"key":${JSON.stringify(present(items[index], 'an answer is of an item').key)},"status":${answer.status}`;
    if (made(answer)) return isWhole ? `${head},"transaction":${answer.body}}` : `${head}}`;
    return `${head},"problem":${answer.body}}`;
  });
  const committed = mode === 'atomic' ? answers.every(made) : answers.some(made);
  return `{"committed":${committed},"results":[${results.join(',')}]}`;
};

/**
 * The header that says which items had their answers before, by their places from 0: `0-199,201`. A header and no member of the
 * body: the body of a repeated batch stays that of the first.
 */
export const replayedHeader = (answers: readonly ItemAnswer[]): Readonly<Record<string, string>> => {
  const ranges: { readonly from: number; to: number }[] = [];
  for (const [place, { replayed }] of answers.entries()) {
    if (replayed !== true) continue;
    const last = ranges.at(-1);
    if (last?.to === place - 1) last.to = place;
    else ranges.push({ from: place, to: place });
  }
  if (ranges.length === 0) return {};
  const text = ranges.map(({ from, to }) => (from === to ? `${from}` : `${from}-${to}`)).join(',');
  return { 'idempotency-replayed-items': text };
};
