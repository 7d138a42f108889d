import { assert } from '../../kernel/core/assert.ts';
import { hasDecided } from './approval.ts';
import { deadlineOf } from './deadline.ts';
import {
  type Failure,
  firstStep,
  isBook,
  type Line,
  type Mark,
  type Payment,
  type Refund,
  refundable,
  type StuckReason,
} from './payment.ts';
import type { SagaEvent } from './saga-event.ts';
import { BEFORE_PIVOT, type Outcome, SAGA, WAITING } from './saga-table.ts';

/** What a saga knows of the world beside the payment. */
export interface Around {
  readonly now: number;
  /** How long the rail may take. */
  readonly answerWithinMs: number;
}

/** What comes of an event: the payment after it, nothing, or a no for the client that asked. */
export type Decision =
  | { readonly kind: 'next'; readonly payment: Payment }
  | { readonly kind: 'same' }
  | { readonly kind: 'refused'; readonly detail: string };

/** What a payment is after an event, before its step is known. */
interface Change
  extends Partial<
    Pick<
      Payment,
      | 'ending'
      | 'failure'
      | 'hold'
      | 'settlement'
      | 'givingBack'
      | 'counted'
      | 'approvals'
      | 'approvalsNeeded'
      | 'gathered'
      | 'file'
    >
  > {
  readonly refunds?: readonly Refund[];
  readonly returnNext?: boolean;
  readonly toSuspense?: boolean;
  readonly mark: Mark;
  readonly note?: string | undefined;
}

const SAME: Decision = { kind: 'same' };
const refused = (detail: string): Decision => ({ kind: 'refused', detail });

const reasonOf = ({ step }: Payment, event: SagaEvent): StuckReason => {
  if (event.type.startsWith('rail-') || event.type === 'transferred') return 'rail-contradicts';
  if (event.type !== 'overdue') return 'ledger-refuses';
  if (step === 'reserved') return 'rail-stopped';
  return step === 'submitting' || step === 'submitted' || step === 'recalling' ? 'rail-silent' : 'ledger-silent';
};

const withRefund = ({ refunds }: Payment, n: number, change: Partial<Refund>): readonly Refund[] =>
  refunds.map((one) => (one.n === n ? { ...one, ...change } : one));

const resolvedFailed: Failure = { code: 'resolved-failed', detail: 'A person decided that the payment has failed.' };

const APPROVAL_EXPIRED: Failure = { code: 'approval-expired', detail: 'It was not approved in time.' };
const REJECTED: Failure = { code: 'rejected', detail: 'Another client has rejected it.' };

/** What each event changes; the table says where it leads. */
const changeOf = (payment: Payment, event: SagaEvent, now: number): Change => {
  switch (event.type) {
    case 'admitted':
      return { counted: event.counted, mark: 'started' };
    case 'over-limit':
      return { failure: event.failure, mark: 'failed', note: event.failure.code };
    case 'approval-missing':
      return { approvalsNeeded: event.needed, mark: 'awaiting-approval' };
    case 'approval-expired':
      return { failure: APPROVAL_EXPIRED, mark: 'approval-expired' };
    case 'approved': {
      const approvals = [...payment.approvals, { by: event.by, at: now }];
      const isLast = approvals.length >= event.needed;
      return { approvals, approvalsNeeded: event.needed, mark: isLast ? 'approved' : 'approval-given', note: event.by };
    }
    case 'rejected':
      return { failure: REJECTED, mark: 'rejected', note: event.by };
    case 'transferred':
    case 'posted':
      return { settlement: event.transaction, mark: 'settled', note: event.transaction };
    case 'held':
      return { hold: event.transaction, mark: 'held', note: event.transaction };
    case 'transfer-refused':
    case 'hold-refused':
      return { failure: event.failure, mark: 'failed', note: event.failure.code };
    case 'released':
      return { mark: payment.ending ?? 'failed' };
    case 'given-back':
      return { givingBack: event.transaction, mark: 'returned', note: event.transaction };
    case 'give-back-refused':
      return { toSuspense: true, mark: 'to-suspense', note: event.failure.code };
    case 'post-refused':
    case 'release-refused':
      return { mark: 'stuck', note: event.failure.code };
    case 'refund-paid': {
      const { n, transaction } = event;
      return { refunds: withRefund(payment, n, { state: 'paid', transaction }), mark: 'refunded', note: transaction };
    }
    case 'refund-refused': {
      const { n, failure } = event;
      const refunds = withRefund(payment, n, { state: 'failed', failure });
      return { refunds, mark: 'refund-failed', note: failure.code };
    }
    case 'gate-opened':
      return { mark: 'submitting' };
    case 'rail-accepted':
      return event.gathered === true ? { gathered: true, mark: 'gathered' } : { mark: 'submitted', note: event.note };
    case 'filed':
      return { gathered: false, file: event.file, mark: 'submitted', note: event.file };
    case 'rail-settled':
      return { mark: 'paid-by-rail', note: event.note };
    case 'rail-refused':
      return { ending: 'failed', failure: event.failure, mark: 'refused-by-rail', note: event.failure.code };
    case 'rail-returned':
      return { returnNext: true, mark: 'returned-by-rail', note: event.note };
    case 'rail-recalled':
      return { ending: 'canceled', mark: 'cancel-asked' };
    case 'rail-kept':
      return { mark: 'recall-refused' };
    case 'overdue':
      return { mark: 'stuck' };
    case 'cancel-asked':
      if (WAITING.has(payment.step)) return { mark: 'canceled', note: event.by };
      return {
        mark: 'cancel-asked',
        note: event.by,
        ...(BEFORE_PIVOT.has(payment.step) ? { ending: 'canceled' } : {}),
      };
    case 'refund-asked': {
      const n = payment.refunds.length + 1;
      const refund: Refund = { n, amount: event.amount, state: 'processing', requestedBy: event.by };
      return { refunds: [...payment.refunds, refund], mark: 'refund-asked', note: event.by };
    }
    case 'resolved-settled':
    case 'resolved-returned':
      return { mark: 'resolved', note: event.by };
    case 'resolved-failed':
      return payment.step === 'releasing' || payment.ending !== undefined || payment.failure !== undefined
        ? { mark: 'resolved', note: event.by }
        : { mark: 'resolved', note: event.by, ending: 'failed', failure: resolvedFailed };
  }
};

/** Where the table leaves something to the payment: an end that was chosen before, a return that is waited for. */
const stepAfter = (payment: Payment, event: SagaEvent, outcome: Outcome): Payment['step'] => {
  if (event.type === 'admitted') return firstStep(payment.to.rail);
  if (event.type === 'released') return payment.ending ?? 'failed';
  if (event.type === 'posted' && payment.returnNext) return 'returning';
  return outcome === 'stay' || outcome === 'stuck' ? payment.step : (outcome as Payment['step']);
};

const lineOf = ({ mark, note }: Change, at: number): Line => (note === undefined ? { mark, at } : { mark, at, note });

const moved = (payment: Payment, event: SagaEvent, outcome: Outcome, around: Around): Payment => {
  const { now } = around;
  const change = changeOf(payment, event, now);
  const { mark: _, note: __, ...fields } = change;
  const step = stepAfter(payment, event, outcome);
  const keeps = payment.stuck === 'in-suspense' && event.type !== 'resolved-returned';
  const stays = step === payment.step && event.type === 'refund-asked';
  return {
    ...payment,
    ...fields,
    // A hold that nobody knew of, at a payment that had ended.
    ...(event.type === 'held' && (payment.step === 'failed' || payment.step === 'canceled')
      ? { ending: payment.step }
      : {}),
    step,
    // What has left nothing behind takes no room; whoever commits gives it back in the same transaction.
    counted: step === 'failed' || step === 'canceled' ? [] : (change.counted ?? payment.counted),
    version: payment.version + 1,
    stuck: change.toSuspense === true ? 'in-suspense' : keeps || stays ? payment.stuck : undefined,
    deadline: deadlineAfter(payment, step, change, around),
    timeline: [...payment.timeline, lineOf(change, now)],
  };
};

const refundDeadline = ({ refunds = [] }: Change, { now }: Around): number | undefined =>
  refunds.some(({ state }) => state === 'processing') ? deadlineOf('settling', 0, now) : undefined;

/** A person is to look: nothing else changes, and what was due has no deadline any more. */
const stuckAt = (payment: Payment, event: SagaEvent, { now }: Around): Decision => {
  const reason = reasonOf(payment, event);
  if (payment.stuck === reason) return SAME;
  const line: Line = { mark: 'stuck', at: now, note: reason };
  const timeline = [...payment.timeline, line];
  return {
    kind: 'next',
    payment: { ...payment, version: payment.version + 1, stuck: reason, deadline: undefined, timeline },
  };
};

export const REFUNDS_MAX = 50;
/** The timeline is kept whole, so whoever can add to it by asking has an end: recalls that the rail has turned down, and decisions. */
export const RECALLS_MAX = 10;
export const DECISIONS_MAX = 100;

const marked = ({ timeline }: Payment, mark: Mark): number => timeline.filter((line) => line.mark === mark).length;

const mayDecide = (payment: Payment): 'go' | Decision => {
  if (payment.stuck === undefined) return refused('The payment is not stuck.');
  return marked(payment, 'resolved') < DECISIONS_MAX
    ? 'go'
    : refused(`It was decided ${DECISIONS_MAX} times, and is stuck all the same.`);
};

/** What waits for its time or its approvals waits no longer for each of them. */
const deadlineAfter = (payment: Payment, step: Payment['step'], change: Change, around: Around): number | undefined => {
  if (step === payment.step && WAITING.has(step)) return payment.deadline;
  return step === 'settled' && change.refunds !== undefined
    ? refundDeadline(change, around)
    : deadlineOf(step, around.answerWithinMs, around.now);
};

/** What the table cannot say, since it is a matter of amounts and of who did what before. */
const guard = (payment: Payment, event: SagaEvent): 'go' | 'stuck' | Decision => {
  switch (event.type) {
    case 'approved':
      if (hasDecided(payment, event.by))
        return refused('Another client than its maker and its approvers has to agree.');
      return payment.approvals.length < event.needed ? 'go' : refused('It has the approvals that it needs.');
    case 'admitted':
      return payment.approvals.length < payment.approvalsNeeded ? SAME : 'go';
    case 'rejected':
      return event.by === payment.maker ? refused('Its maker cancels it.') : 'go';
    case 'filed':
      return payment.gathered && payment.file === undefined ? 'go' : SAME;
    case 'rail-returned': {
      const touched = payment.refunds.some(({ state }) => state !== 'failed');
      if (event.amount !== payment.amount || touched) return 'stuck';
      return payment.step === 'settling' && payment.returnNext ? SAME : 'go';
    }
    case 'give-back-refused':
      if (event.toSuspense !== payment.toSuspense) return SAME;
      return event.toSuspense ? 'stuck' : 'go';
    case 'refund-paid':
    case 'refund-refused':
      return payment.refunds.find(({ n }) => n === event.n)?.state === 'processing' ? 'go' : SAME;
    case 'refund-asked':
      if (payment.stuck !== undefined) return refused('The payment waits for a person to decide.');
      if (payment.refunds.length >= REFUNDS_MAX) return refused(`A payment has at most ${REFUNDS_MAX} refunds.`);
      return event.amount > 0n && event.amount <= refundable(payment)
        ? 'go'
        : refused('Less than that is left to refund.');
    case 'overdue':
      // A settled payment waits for nothing but its refunds.
      return payment.step !== 'settled' || payment.refunds.some(({ state }) => state === 'processing') ? 'go' : SAME;
    case 'resolved-returned':
      if (isBook(payment.to)) return refused('Over book nothing comes back by itself: refund it.');
      if (payment.step === 'settled' && payment.refunds.some(({ state }) => state !== 'failed'))
        return refused('Some of it is refunded already: book the rest by a transaction.');
      return mayDecide(payment);
    case 'resolved-settled':
    case 'resolved-failed':
      return mayDecide(payment);
    case 'cancel-asked':
      return marked(payment, 'recall-refused') < RECALLS_MAX
        ? 'go'
        : refused(`The rail has kept it ${RECALLS_MAX} times already.`);
    default:
      return 'go';
  }
};

/**
 * What an event makes of a payment. Pure: the same event twice changes nothing the second time, a late one nothing that it does not
 * contradict, and what contradicts is kept for a person and never guessed at.
 */
export const decide = (payment: Payment, event: SagaEvent, around: Around): Decision => {
  const outcome = SAGA[payment.step][event.type];
  assert(outcome !== 'never', 'an event can come at this step');
  if (outcome === 'same') return SAME;
  if (outcome === 'refuse') return refused('Not possible in the state that the payment is in.');
  const guarded = guard(payment, event);
  if (guarded === 'stuck' || (guarded === 'go' && outcome === 'stuck')) return stuckAt(payment, event, around);
  if (guarded !== 'go') return guarded;
  return { kind: 'next', payment: moved(payment, event, outcome, around) };
};
