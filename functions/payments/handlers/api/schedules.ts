import { type Call, type Route, route } from '../../../kernel/core/call.ts';
import { Refusal } from '../../../kernel/core/problem.ts';
import { pageReply } from '../../../kernel/http/page-reply.ts';
import { pageLimit } from '../../../kernel/http/paging.ts';
import { idempotentRequest, receiptIdOf } from '../../../kernel/idempotency/idempotent-request.ts';
import { derivedId } from '../../../kernel/values/ids.ts';
import { parseAmount } from '../../../kernel/values/money.ts';
import { readDay } from '../../../kernel/values/zone.ts';
import { SCHEDULE_PREFIX } from '../../contract/ids.ts';
import { paymentProblems } from '../../contract/problems.ts';
import {
  cancelPaymentSchedule,
  createPaymentSchedule,
  getPaymentSchedule,
  listPaymentSchedules,
} from '../../contract/schedule-api.ts';
import { approversFor } from '../../model/approval.ts';
import { nextOccurrence } from '../../model/occurrence.ts';
import type { PaymentSchedule } from '../../model/payment-schedule.ts';
import { readRecurrence } from '../../model/recurrence.ts';
import { decide } from '../../model/saga.ts';
import { scheduleView } from '../../model/schedule-view.ts';
import { idempotent } from '../../store/commit/idempotent.ts';
import { creating, stepping } from '../../store/commit/payments.ts';
import { puttingSchedule, steppingSchedule } from '../../store/commit/schedules.ts';
import { findPayment } from '../../store/queries/payments.ts';
import { findPolicy } from '../../store/queries/policy.ts';
import { findSchedule, listSchedules } from '../../store/queries/schedules.ts';
import type { ApiDeps } from './deps.ts';
import { notFound } from './existing.ts';
import { quotedDestination } from './quoted.ts';
import { readyRail } from './ready-rail.ts';
import { dayAhead, zoneOf } from './run-at.ts';

const notTaken = (detail: string): Refusal =>
  new Refusal(paymentProblems['recurrence-invalid'], detail, [{ pointer: '/recurrence', detail }]);

const minuteOf = (timeOfDay: string): number => Number(timeOfDay.slice(0, 2)) * 60 + Number(timeOfDay.slice(3));

const made = (deps: ApiDeps, call: Call<typeof createPaymentSchedule>, to: PaymentSchedule['to']): PaymentSchedule => {
  const { body, caller, requestId } = call;
  const { from, currency, reference, metadata = {}, recurrence, timeOfDay = '00:00' } = body;
  const answer = readRecurrence(recurrence);
  if (answer.kind === 'not-taken') throw notTaken(answer.detail);
  const timeZone = body.timeZone ?? zoneOf(deps.rails, to.rail);
  const now = deps.clock.now();
  return {
    id: derivedId(SCHEDULE_PREFIX, receiptIdOf(idempotentRequest(call))),
    tenant: caller.tenant,
    version: 0,
    from,
    to,
    amount: parseAmount(body.amount),
    currency,
    reference,
    metadata,
    maker: caller.clientId,
    requestId,
    createdAt: now,
    recurrence,
    rule: answer.rule,
    timeZone,
    startsOn: dayAhead(readDay(body.startsOn) ?? Number.NaN, timeZone, now, '/startsOn'),
    minute: minuteOf(timeOfDay),
    canceled: false,
    made: 0,
    last: undefined,
    lastPayment: undefined,
  };
};

/** `POST /v1/payment-schedules`: the schedule and its first payment are one commit. */
export const createScheduleRoute = (deps: ApiDeps): Route<typeof createPaymentSchedule> =>
  route(createPaymentSchedule, async (call) => {
    const to = quotedDestination(deps.rails, call, deps.clock.now());
    return idempotent(deps, call, async () => {
      if (deps.rails.get(to.rail)?.describe.files !== undefined) await readyRail(deps, call.caller.tenant, to.rail);
      const now = deps.clock.now();
      const first = nextOccurrence(made(deps, call, to), now);
      if (first === undefined) throw notTaken('The rule has no day.');
      const { rules } = await findPolicy(deps, call.caller.tenant);
      const payment = { ...first.payment, approvalsNeeded: approversFor(rules, first.payment) };
      return {
        status: 201,
        body: JSON.stringify(scheduleView(first.schedule, now)),
        at: now,
        actions: [...creating(deps, payment, [], 'wake'), puttingSchedule(deps, first.schedule)],
      };
    });
  });

const existingSchedule = async (deps: ApiDeps, tenant: string, id: string): Promise<PaymentSchedule> => {
  const schedule = await findSchedule(deps, tenant, id);
  if (schedule === undefined) throw notFound('schedule');
  return schedule;
};

/** `GET /v1/payment-schedules/{id}`. */
export const getScheduleRoute = (deps: ApiDeps): Route<typeof getPaymentSchedule> =>
  route(getPaymentSchedule, async ({ caller, params }) => {
    const schedule = await existingSchedule(deps, caller.tenant, params.id);
    return { status: 200, body: scheduleView(schedule, deps.clock.now()) };
  });

/** `GET /v1/payment-schedules`, newest first. */
export const listSchedulesRoute = (deps: ApiDeps): Route<typeof listPaymentSchedules> =>
  route(listPaymentSchedules, async (call) => {
    const after = await deps.cursors.read(call, call.query.cursor);
    const page = await listSchedules(deps, call.caller.tenant, pageLimit(call.query), after);
    return pageReply(page, (next) => deps.cursors.sign(call, next));
  });

/** `POST /v1/payment-schedules/{id}/cancel`: with the payment that still waits for its time, in one commit. */
export const cancelScheduleRoute = (deps: ApiDeps): Route<typeof cancelPaymentSchedule> =>
  route(cancelPaymentSchedule, (call) =>
    idempotent(deps, call, async () => {
      const { tenant, clientId: by } = call.caller;
      const now = deps.clock.now();
      const before = await existingSchedule(deps, tenant, call.params.id);
      const after = { ...before, canceled: true, version: before.version + 1 };
      const last = before.lastPayment && (await findPayment(deps, tenant, before.lastPayment));
      const waits = last && last.step === 'scheduled' ? last : undefined;
      const decision = waits && decide(waits, { type: 'cancel-asked', by }, { now, answerWithinMs: 0 });
      const canceling = waits && decision?.kind === 'next' ? stepping(deps, waits, decision.payment) : [];
      return {
        status: 200,
        body: JSON.stringify(scheduleView(before.canceled ? before : after, now)),
        at: now,
        actions: before.canceled ? [] : [steppingSchedule(deps, before, after), ...canceling],
      };
    }),
  );
