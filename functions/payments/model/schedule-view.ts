import { formatAmount } from '../../kernel/values/money.ts';
import { formatTime } from '../../kernel/values/time.ts';
import { isoDay } from '../../kernel/values/zone.ts';
import { type PaymentSchedule, stateOf, UPCOMING_LOOKS, upcomingOf } from './payment-schedule.ts';
import type { Looks } from './recurrence.ts';

const two = (value: number): string => String(value).padStart(2, '0');

/** Days that a page of schedules looks at for what they are going to make: as many as five rare rules take. */
export const PAGE_LOOKS = 5 * UPCOMING_LOOKS;

/** The schedule as clients see it; of a page, the schedules share `looks`, and those after a hundred rare ones show fewer times. */
export const scheduleView = (schedule: PaymentSchedule, now: number, looks: Looks = { left: UPCOMING_LOOKS }) => {
  const own = { left: Math.min(UPCOMING_LOOKS, looks.left) };
  const before = own.left;
  const upcoming = upcomingOf(schedule, now, own);
  looks.left -= before - own.left;
  const { id, from, to, amount, currency, reference, metadata, recurrence, startsOn, minute, timeZone, made } =
    schedule;
  return {
    id,
    // What is going to make a payment is active: that needs no search of its own.
    state: upcoming.length > 0 ? ('active' as const) : stateOf(schedule, now),
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
    upcoming: upcoming.map(formatTime),
    createdBy: schedule.maker,
    createdAt: formatTime(schedule.createdAt),
  };
};
