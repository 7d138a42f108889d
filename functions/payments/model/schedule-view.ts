import { formatAmount } from '../../kernel/values/money.ts';
import { formatTime } from '../../kernel/values/time.ts';
import { isoDay } from '../../kernel/values/zone.ts';
import { type PaymentSchedule, stateOf, upcomingOf } from './payment-schedule.ts';

const two = (value: number): string => String(value).padStart(2, '0');

/** The schedule as clients see it. */
export const scheduleView = (schedule: PaymentSchedule, now: number) => {
  const { id, from, to, amount, currency, reference, metadata, recurrence, startsOn, minute, timeZone, made } =
    schedule;
  return {
    id,
    state: stateOf(schedule, now),
    from,
    to,
    amount: formatAmount(amount),
    currency,
    reference: reference ?? null,
    metadata,
    recurrence,
    startsOn: isoDay(startsOn),
    timeOfDay: `${two(Math.floor(minute / 60))}:${two(minute % 60)}`,
    timeZone,
    made,
    lastPayment: schedule.lastPayment ?? null,
    upcoming: upcomingOf(schedule, now).map(formatTime),
    createdBy: schedule.maker,
    createdAt: formatTime(schedule.createdAt),
  };
};
