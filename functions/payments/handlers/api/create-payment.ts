import { retryOnConflict } from '../../../kernel/aws/retry-on-conflict.ts';
import { transact } from '../../../kernel/aws/transact.ts';
import { type Call, type Route, route } from '../../../kernel/core/call.ts';
import { common } from '../../../kernel/core/common-problems.ts';
import { type Problem, problemBody, Refusal } from '../../../kernel/core/problem.ts';
import type { PlannedEffect } from '../../../kernel/idempotency/exactly-once.ts';
import { idempotentRequest, receiptIdOf } from '../../../kernel/idempotency/idempotent-request.ts';
import { derivedId } from '../../../kernel/values/ids.ts';
import { parseAmount } from '../../../kernel/values/money.ts';
import { PAYMENT_PREFIX } from '../../contract/id-prefixes.ts';
import { createPayment } from '../../contract/payment-api.ts';
import { passedOn, paymentProblems } from '../../contract/problems.ts';
import { deadlineOf } from '../../model/deadline.ts';
import { createdPayment, type Destination, firstStep, isBook, type Payment } from '../../model/payment.ts';
import { type Begun, begun } from '../../model/policy.ts';
import { decide } from '../../model/saga.ts';
import { paymentView } from '../../model/view.ts';
import { idempotent } from '../../store/commit/idempotent.ts';
import { giveOrder } from '../../store/commit/orders.ts';
import { overWhat } from '../../store/commit/over-what.ts';
import { CREATING_COUNTS_FROM, creating, stepping } from '../../store/commit/payments.ts';
import { findPayment } from '../../store/queries/payments.ts';
import { findPolicy } from '../../store/queries/policy.ts';
import { readPayment } from '../../store/table/payment-item.ts';
import type { PaymentsDeps } from './deps.ts';
import { quotedDestination } from './quoted.ts';
import { readyRail } from './ready-rail.ts';
import { runAtOf, zoneOf } from './run-at.ts';

type Creating = Call<typeof createPayment>;

/** Derived from the key, so that a request that was lost half-way finds its own payment again. */
const idOf = (call: Creating): string =>
  derivedId(PAYMENT_PREFIX, call.caller.tenant, createPayment.operationId, receiptIdOf(idempotentRequest(call)));

const made = (deps: PaymentsDeps, call: Creating, to: Destination): Payment => {
  const { body, caller, fingerprint, requestId } = call;
  const { from, currency, reference, metadata = {} } = body;
  const now = deps.clock.now();
  const answerWithinMs = deps.rails.get(to.rail)?.describe.answerWithinMs ?? 0;
  const payment = createdPayment(
    {
      id: idOf(call),
      tenant: caller.tenant,
      from,
      to,
      amount: parseAmount(body.amount),
      currency,
      reference,
      metadata,
      maker: caller.clientId,
      requestId,
      fingerprint,
    },
    now,
    // The first step asks the ledger, whose time does not depend on the rail.
    deadlineOf(firstStep(to.rail), answerWithinMs, now) ?? now,
  );
  return { ...payment, runAt: runAtOf(body.scheduledFor, zoneOf(deps.rails, to.rail), now) };
};

const KNOWN: ReadonlyMap<string, Problem> = new Map(
  [...Object.values(passedOn), common['amount-too-large']].map((problem) => [problem.slug, problem]),
);

/** What a payment failed by later, and the ledger never heard of. */
const OURS: ReadonlySet<string> = new Set(['rejected', 'approval-expired', 'limit-exceeded', 'resolved-failed']);

/** What is answered of a payment: itself, or the ledger's refusal that it failed by. */
const answerOf = (call: Creating, payment: Payment): Pick<PlannedEffect, 'status' | 'body' | 'at'> => {
  const at = payment.timeline.at(-1)?.at ?? payment.createdAt;
  const { failure, id } = payment;
  if (payment.step !== 'failed' || failure === undefined || OURS.has(failure.code))
    return { status: 201, body: JSON.stringify(paymentView(payment)), at };
  const problem = KNOWN.get(failure.code) ?? paymentProblems['ledger-refused'];
  const body = problemBody(problem, `${failure.detail} The payment ${id} has failed.`, call.requestId);
  return { status: problem.status, body: JSON.stringify(body), at };
};

/** Waits for the queue to begin with it. */
const promised = async (deps: PaymentsDeps, call: Creating, to: Destination): Promise<PlannedEffect> => {
  const policy = await findPolicy(deps, call.caller.tenant);
  const { payment, claims } = begun(made(deps, call, to), policy, deps.clock.now());
  return {
    ...answerOf(call, payment),
    actions: creating(deps, payment, claims, 'wake'),
    refusal: (conflicts) => overWhat(claims, conflicts, CREATING_COUNTS_FROM, deps.clock.now()),
  };
};

/** What an earlier attempt of this very request has put on record. @throws Refusal `no` where there is nothing */
const earlier = (call: Creating, known: Payment | undefined, no: () => Refusal): Payment => {
  if (known === undefined) throw no();
  if (known.fingerprint === call.fingerprint) return known;
  throw new Refusal(common['idempotency-key-reused'], 'This Idempotency-Key was used for a different request.');
};

/**
 * A new payment that is on record before the ledger hears of it, or the one of an earlier attempt of this very request. The earlier one is in
 * the way of the commit: a look for it before would cost every payment a read. Whatever else refuses a new one comes after it.
 */
const onRecord = async (deps: PaymentsDeps, call: Creating, to: Destination): Promise<Payment> => {
  const { tenant } = call.caller;
  const policy = await findPolicy(deps, tenant);
  const found = () => findPayment(deps, tenant, idOf(call));
  return retryOnConflict(deps, call.deadline, async () => {
    const now = deps.clock.now();
    let one: Begun;
    try {
      one = begun(made(deps, call, to), policy, now);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return earlier(call, await found(), () => error);
    }
    const { payment, claims } = one;
    const outcome = await transact(deps, creating(deps, payment, claims, 'quiet'));
    if (outcome.kind === 'committed') return payment;
    if (outcome.kind === 'busy') return undefined;
    const { conflicts } = outcome;
    const item = conflicts.get(0);
    const no = () =>
      overWhat(claims, conflicts, CREATING_COUNTS_FROM, now) ??
      new Refusal(common.conflict, 'The same request is at work. Retry with the same key.');
    return earlier(call, item === undefined ? await found() : readPayment(item), no);
  });
};

/**
 * The whole of it while the client waits. First the payment is recorded, then the ledger is asked, then its answer is recorded. A
 * function that dies in between leaves a payment that the sweep continues, and that a repeat of the request finds. A ledger that
 * is silent leaves it to the queue.
 */
const booked = async (deps: PaymentsDeps, call: Creating, to: Destination): Promise<PlannedEffect> => {
  const payment = await onRecord(deps, call, to);
  if (payment.step !== 'transferring') return { ...answerOf(call, payment), actions: [] };
  const event = await giveOrder(deps.ask, payment, { kind: 'transfer' });
  const around = { now: deps.clock.now(), answerWithinMs: 0 };
  const decision = event && decide(payment, event, around);
  if (decision?.kind === 'next') {
    const { payment: next } = decision;
    return { ...answerOf(call, next), actions: stepping(deps, payment, next) };
  }
  const waiting = { ...payment, version: payment.version + 1 };
  return { ...answerOf(call, payment), actions: stepping(deps, payment, waiting, 'wake') };
};

/** `POST /v1/payments`. */
export const createPaymentRoute = (deps: PaymentsDeps): Route<typeof createPayment> =>
  route(createPayment, (call) => {
    const to = quotedDestination(deps.rails, call, deps.clock.now());
    return idempotent(deps, call, async () => {
      if (isBook(to)) return booked(deps, call, to);
      if (deps.rails.get(to.rail)?.describe.files !== undefined) await readyRail(deps, call.caller.tenant, to.rail);
      return promised(deps, call, to);
    });
  });
