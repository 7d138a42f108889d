import { type Day, isoDay, momentOf } from '../../kernel/values/zone.ts';
import type { Payment } from './payment.ts';
import { dayFrom, type Looks, type Recurrence } from './recurrence.ts';

/** A payment that is made again and again: one for each day of a rule, and each once. */
export interface PaymentSchedule {
  readonly id: string;
  readonly tenant: string;
  readonly version: number;
  readonly from: string;
  readonly to: Payment['to'];
  readonly amount: bigint;
  readonly currency: string;
  readonly reference: string | undefined;
  readonly metadata: Readonly<Record<string, string>>;
  readonly maker: string;
  readonly requestId: string;
  readonly createdAt: number;
  /** As the client wrote it; `rule` is what it means. */
  readonly recurrence: string;
  readonly rule: Recurrence;
  readonly timeZone: string;
  readonly startsOn: Day;
  /** Minutes behind the beginning of the day, by the clocks of the zone. */
  readonly minute: number;
  readonly canceled: boolean;
  /** How many payments it has made. */
  readonly made: number;
  /** The day of the payment that is made and still to run, or ran last; undefined before the first. */
  readonly last: Day | undefined;
  readonly lastPayment: string | undefined;
}

/** When the payment of a day runs. */
export const timeOn = ({ timeZone, minute }: Pick<PaymentSchedule, 'timeZone' | 'minute'>, day: Day): number =>
  momentOf(timeZone, day, minute);

/** The next payment that a schedule makes; undefined where it makes none any more. */
export const nextOf = (
  schedule: PaymentSchedule,
  looks?: Looks,
): { readonly day: Day; readonly at: number } | undefined => {
  const { rule, startsOn, made, last, canceled } = schedule;
  if (canceled || (rule.count !== undefined && made >= rule.count)) return undefined;
  const day = dayFrom(rule, startsOn, last === undefined ? startsOn : last + 1, looks);
  return day === undefined ? undefined : { day, at: timeOn(schedule, day) };
};

/** When its last payment runs: then the next one is made. */
export const dueAt = (schedule: PaymentSchedule): number | undefined => {
  if (schedule.canceled || schedule.last === undefined || nextOf(schedule) === undefined) return undefined;
  return timeOn(schedule, schedule.last);
};

export type ScheduleState = 'active' | 'ended' | 'canceled';
export const stateOf = (schedule: PaymentSchedule, now: number): ScheduleState => {
  if (schedule.canceled) return 'canceled';
  const { last } = schedule;
  const waits = last !== undefined && timeOn(schedule, last) > now;
  return waits || nextOf(schedule) !== undefined ? 'active' : 'ended';
};

const UPCOMING = 5;
/** Enough for five days of any rule that has one a year, each found from two periods before it. A list shows a hundred schedules, and a rule may have a day in decades. */
export const UPCOMING_LOOKS = 8_000;

/**
 * The times of what it is going to make, the one that is made and waits for its time first: five at most, and fewer of a rule whose
 * days are so rare that finding them would cost a list its time.
 */
export const upcomingOf = (
  schedule: PaymentSchedule,
  now: number,
  looks: Looks = { left: UPCOMING_LOOKS },
): readonly number[] => {
  if (schedule.canceled) return [];
  const { last } = schedule;
  const at = last === undefined ? undefined : timeOn(schedule, last);
  const times = at !== undefined && at > now ? [at] : [];
  let turn = schedule;
  while (times.length < UPCOMING) {
    const next = nextOf(turn, looks);
    if (next === undefined) break;
    times.push(next.at);
    turn = { ...turn, made: turn.made + 1, last: next.day };
  }
  return times;
};

/** What the ids of its payments are made of: the day, so that each is made once, whoever makes it. */
export const occurrenceOf = ({ id }: Pick<PaymentSchedule, 'id'>, day: Day): string => `${id}/${isoDay(day)}`;
