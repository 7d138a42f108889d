import type { QueueDeps } from '../../../kernel/triggers/batch-run.ts';
import { queueBatch } from '../../../kernel/triggers/queue-batch.ts';
import { type BookedPayments, type PaymentWord, readBooked } from '../../model/booked-event.ts';
import { findPayment } from '../queries/payments.ts';
import { type HearDeps, hearWord } from './files/hear-word.ts';
import { LAST_MS, oneByOne } from './one-by-one.ts';

export interface BookedWorkDeps extends HearDeps, QueueDeps {}

/** A number of its own for each line and payment of a file, the same in every run: tasks are named by it. */
const indexOf = ({ place, payment }: PaymentWord): number => {
  let hash = 0;
  for (const char of `${place} ${payment}`) hash = Math.imul(hash, 31) + char.charCodeAt(0);
  return hash >>> 0;
};

const hear = async (deps: BookedWorkDeps, { tenant, file, words }: BookedPayments, deadline: number): Promise<void> => {
  for (const word of words) {
    const payment = await findPayment(deps.store, tenant, word.payment);
    const from = { tenant, id: file, rail: payment?.to.rail ?? '' };
    await hearWord(deps, from, { word, index: indexOf(word) }, deadline);
  }
};

/**
 * `statements.PaymentsBooked` from the bus: lines of a bank under ids of payments, in whatever format the bank sent them. Each is taken
 * as if it stood in a file of the rail's inbox, so a line that both bring changes nothing the second time.
 */
export const buildBookedWork = (deps: BookedWorkDeps) =>
  queueBatch({
    domain: 'payments',
    deps,
    read: readBooked,
    handle: (arrived, deadline) => oneByOne(arrived, (message) => hear(deps, message, deadline - LAST_MS)),
  });
