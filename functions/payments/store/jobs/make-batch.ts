import { assert, present } from '../../../kernel/core/assert.ts';
import { inParallel } from '../../../kernel/core/parallel.ts';
import { Refusal } from '../../../kernel/core/problem.ts';
import {
  type AcceptedLine,
  type Batch,
  isDone,
  isRefused,
  paymentOfLine,
  type RefusedLine,
} from '../../model/batch.ts';
import { deadlineOf } from '../../model/deadline.ts';
import { firstStep } from '../../model/payment.ts';
import { type Begun, begun, type Policy, settled } from '../../model/policy.ts';
import { finishingChunk } from '../commit/batches.ts';
import { overWhat } from '../commit/over-what.ts';
import { CREATING_COUNTS_FROM, commitStep, creating, tryCommit } from '../commit/payments.ts';
import { findBatch, findChunk } from '../queries/batches.ts';
import { findPolicy } from '../queries/policy.ts';
import type { PaymentsStore } from '../table/payments-store.ts';

/** Lines at the same time: those of one limit wait for each other anyway. */
const WIDTH = 8;
const TRIES_MAX = 3;

const over = (line: AcceptedLine, detail: string): RefusedLine => ({
  line: line.line,
  code: 'limit-exceeded',
  detail,
  pointer: `/${line.line}`,
});

const begunOf = (batch: Batch, line: AcceptedLine, policy: Policy, now: number): Begun => {
  const deadline = deadlineOf(firstStep(line.to.rail), 0, now) ?? now;
  const payment = paymentOfLine(batch, line, now, deadline);
  // The limits of an atomic batch were counted when it was accepted, and its approvals settled.
  return batch.mode === 'atomic' ? settled(payment, line, batch.createdAt) : begun(payment, policy, now);
};

/** Makes the payment of a line, or finds that it is made: what it is refused by, or undefined. */
const makeLine = async (
  store: PaymentsStore,
  batch: Batch,
  line: AcceptedLine,
  policy: Policy,
  deadline: number,
): Promise<RefusedLine | undefined> => {
  for (let tries = 0; tries < TRIES_MAX; tries += 1) {
    const now = store.clock.now();
    let one: Begun;
    try {
      one = begunOf(batch, line, policy, now);
    } catch (error) {
      if (error instanceof Refusal) return over(line, error.message);
      throw error;
    }
    const outcome = await tryCommit(store, creating(store, one.payment, one.claims, 'wake'), deadline);
    if (outcome.kind === 'committed') return undefined;
    if (outcome.kind === 'unknown') continue;
    // It is there: an attempt whose answer was lost has made it.
    if (outcome.conflicts.has(0)) return undefined;
    const refusal = overWhat(one.claims, outcome.conflicts, CREATING_COUNTS_FROM, now);
    return over(line, present(refusal, 'a payment or a limit is in the way').message);
  }
  throw Object.assign(new Error('the table does not answer'), { name: 'TimeoutError' });
};

/**
 * Makes the payments of a batch, chunk by chunk: each payment by its own commit and id, then one commit that notes the chunk. Who
 * dies between makes none a second time.
 */
export const makeBatch = async (store: PaymentsStore, from: Batch, deadline: number): Promise<'done' | 'more'> => {
  let batch = from;
  while (!isDone(batch)) {
    if (store.clock.now() >= deadline) return 'more';
    const policy = await findPolicy(store, batch.tenant);
    const { lines } = await findChunk(store, batch, batch.done);
    const accepted = lines.filter((line): line is AcceptedLine => !isRefused(line));
    const refused: RefusedLine[] = [];
    await inParallel(accepted, WIDTH, async (line) => {
      const no = await makeLine(store, batch, line, policy, deadline);
      if (no !== undefined) refused.push(no);
    });
    assert(batch.mode === 'independent' || refused.length === 0, 'an atomic batch has all lines');
    const after = {
      ...batch,
      version: batch.version + 1,
      done: batch.done + 1,
      made: batch.made + accepted.length - refused.length,
      refused: batch.refused + refused.length,
    };
    const noted = await commitStep(store, finishingChunk(store, batch, after, refused), deadline);
    batch = noted ? after : present(await findBatch(store, batch.tenant, batch.id), 'no batch is ever taken away');
  }
  return 'done';
};
