import type { BookedPayments, PaymentWord } from '../../../model/booked-event.ts';
import { findPayment } from '../../queries/payments.ts';
import { type HearDeps, hearWord } from './hear-word.ts';

/** A number of its own for each line and payment of a file, the same in every run: tasks are named by it. */
const indexOf = ({ place, payment }: PaymentWord): number => {
  let hash = 0;
  for (const char of `${place} ${payment}`) hash = Math.imul(hash, 31) + char.charCodeAt(0);
  return hash >>> 0;
};

/**
 * Lines of a bank's statement under ids of payments, in whatever format the bank sent them. Each is taken as if it stood in a file of
 * the rail's inbox, so a line that both bring changes nothing the second time.
 */
export const hearBooked = async (
  deps: HearDeps,
  { tenant, file, words }: BookedPayments,
  deadline: number,
): Promise<void> => {
  for (const word of words) {
    const payment = await findPayment(deps.store, tenant, word.payment);
    const from = { tenant, id: file, rail: payment?.to.rail ?? '' };
    await hearWord(deps, from, { word, index: indexOf(word) }, deadline);
  }
};
