import { classifyAwsError } from '../../../kernel/aws/classify-aws-error.ts';
import { present } from '../../../kernel/core/assert.ts';
import { passedOn } from '../../contract/problems.ts';
import type { Order } from '../../model/effect.ts';
import { type LedgerAnswer, readLedgerAnswer } from '../../model/ledger-answer.ts';
import { asking, creationCall, ending, keyOf, type LedgerCall, reading } from '../../model/ledger-order.ts';
import type { Failure, Payment } from '../../model/payment.ts';
import type { SagaEvent } from '../../model/saga-event.ts';
import type { AskLedger } from './ledger.ts';

const WAITING: LedgerAnswer = { kind: 'waiting' };

/** Silence is no answer; a defect of ours is one, and is thrown. */
const askOnce = async (ask: AskLedger, payment: Payment, call: LedgerCall): Promise<LedgerAnswer> => {
  try {
    const { status, body } = await ask(payment, call);
    return readLedgerAnswer(status, body);
  } catch (error) {
    if (classifyAwsError(error) === undefined) throw error;
    return WAITING;
  }
};

/** Whether the ledger repeats a refusal of a key for ever. One that passes by itself is not on record: the same order may be taken later. */
const isOnRecord = async (ask: AskLedger, payment: Payment, order: Order): Promise<boolean> => {
  try {
    const { status } = await ask(payment, asking(keyOf(payment, order)));
    return status === 200;
  } catch (error) {
    if (classifyAwsError(error) === undefined) throw error;
    return false;
  }
};

const isStored = ({ code }: Failure): boolean =>
  Object.values(passedOn).some(({ slug, stored }) => slug === code && stored === true);

/** A transaction or hold, or a refusal that stands. */
const create = async (ask: AskLedger, payment: Payment, order: Order): Promise<LedgerAnswer> => {
  const answer = await askOnce(ask, payment, creationCall(payment, order));
  if (answer.kind !== 'refused' || !isStored(answer.failure)) return answer;
  return (await isOnRecord(ask, payment, order)) ? answer : WAITING;
};

/** Ends a hold. One that somebody else has ended the same way has ended. */
const end = async (
  ask: AskLedger,
  payment: Payment,
  hold: string,
  order: Order & { kind: 'settle' | 'release' },
): Promise<LedgerAnswer> => {
  const answer = await askOnce(ask, payment, ending(payment, hold, order));
  if (answer.kind !== 'refused') return answer;
  const found = await askOnce(ask, payment, reading(hold));
  if (found.kind !== 'made') return found.kind === 'waiting' ? WAITING : answer;
  const wanted = order.kind === 'settle' ? ['posted'] : ['voided', 'expired'];
  return wanted.includes(found.state) ? found : answer;
};

/**
 * Releases what an order held. If the hold is not known, its order may still be under way, so it is sent once more. By its key it
 * has one outcome for ever. A hold that results is voided here.
 */
const release = async (ask: AskLedger, payment: Payment): Promise<SagaEvent | undefined> => {
  const made: LedgerAnswer =
    payment.hold === undefined
      ? await create(ask, payment, { kind: 'reserve' })
      : { kind: 'made', transaction: payment.hold, state: 'pending' };
  if (made.kind === 'waiting') return undefined;
  if (made.kind === 'refused') return { type: 'released' };
  const answer = await end(ask, payment, made.transaction, { kind: 'release' });
  if (answer.kind === 'waiting') return undefined;
  return answer.kind === 'made' ? { type: 'released' } : { type: 'release-refused', failure: answer.failure };
};

const settle = async (ask: AskLedger, payment: Payment): Promise<SagaEvent | undefined> => {
  const hold = present(payment.hold, 'what is settled is held');
  const answer = await end(ask, payment, hold, { kind: 'settle' });
  if (answer.kind === 'waiting') return undefined;
  if (answer.kind === 'refused') return { type: 'post-refused', failure: answer.failure };
  return { type: 'posted', transaction: answer.transaction };
};

type Creating = Exclude<Order, { kind: 'settle' | 'release' }>;

const eventOf = (order: Creating, answer: Exclude<LedgerAnswer, { kind: 'waiting' }>): SagaEvent => {
  if (answer.kind === 'made') {
    const { transaction } = answer;
    switch (order.kind) {
      case 'transfer':
        return { type: 'transferred', transaction };
      case 'reserve':
        return { type: 'held', transaction };
      case 'return':
        return { type: 'given-back', transaction };
      case 'refund':
        return { type: 'refund-paid', n: order.n, transaction };
    }
  }
  const { failure } = answer;
  switch (order.kind) {
    case 'transfer':
      return { type: 'transfer-refused', failure };
    case 'reserve':
      return { type: 'hold-refused', failure };
    case 'return':
      return { type: 'give-back-refused', failure, toSuspense: order.toSuspense };
    case 'refund':
      return { type: 'refund-refused', n: order.n, failure };
  }
};

/** Gives the ledger an order, as often as it takes: what came of it, or undefined while nobody knows. */
export const giveOrder = async (ask: AskLedger, payment: Payment, order: Order): Promise<SagaEvent | undefined> => {
  if (order.kind === 'settle') return settle(ask, payment);
  if (order.kind === 'release') return release(ask, payment);
  const answer = await create(ask, payment, order);
  return answer.kind === 'waiting' ? undefined : eventOf(order, answer);
};
