import { APPROVAL_MS } from './approval.ts';
import type { Payment, Step } from './payment.ts';

/** The ledger answers in milliseconds: after minutes of silence somebody is told, and it is asked on. */
const LEDGER_MS = 5 * 60_000;
/** A rail may be stopped for a while; who stopped it hears of what waits for it. */
const GATE_MS = 60 * 60_000;

/** When a step that begins now should be over; undefined for one that waits for nobody. */
export const deadlineOf = (step: Step, answerWithinMs: number, now: number): number | undefined => {
  switch (step) {
    case 'transferring':
    case 'reserving':
    case 'settling':
    case 'releasing':
    case 'returning':
      return now + LEDGER_MS;
    case 'awaiting':
      return now + APPROVAL_MS;
    case 'reserved':
      return now + GATE_MS;
    case 'submitting':
    case 'submitted':
    case 'recalling':
      return now + answerWithinMs;
    default:
      return undefined;
  }
};

/** How soon somebody looks again at what is under way, should no message come. */
const TRUSTED_MS = 60_000;
/** What is stuck is tried again, or asked about, more and more seldom. */
const STUCK_MS = 10 * 60_000;

const isWaiting = ({ step, refunds }: Payment): boolean =>
  step === 'settled'
    ? refunds.some(({ state }) => state === 'processing')
    : step !== 'failed' && step !== 'canceled' && step !== 'returned';

/** When the table's own alarm clock looks at a payment. Nothing that has to go on is ever without one. */
export const alarmAt = (payment: Payment, now: number): number | undefined => {
  if (!isWaiting(payment)) return undefined;
  if (payment.stuck !== undefined) return now + STUCK_MS;
  const { step, deadline = now } = payment;
  // A rail has its time, and what waits to begin; everything else is to go on at once.
  return step === 'submitted' || step === 'scheduled' || step === 'awaiting' ? deadline : now + TRUSTED_MS;
};

export const isOverdue = ({ deadline, stuck }: Payment, now: number): boolean =>
  stuck === undefined && deadline !== undefined && now >= deadline;
