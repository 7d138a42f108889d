import { assert } from '../core/assert.ts';
import { addDays, type CivilDate, weekdayOf } from '../values/civil-date.ts';

/** On which days the banks of a system settle. */
export interface BankingCalendar {
  readonly name: string;
  /** Days besides Saturday and Sunday on which nothing is settled. */
  readonly isHoliday: (date: CivilDate) => boolean;
}

/** No system here is closed for as long as this. */
const CLOSED_DAYS_MAX = 14;
const STEPS_MAX = 1_000;

export const isBusinessDay = ({ isHoliday }: BankingCalendar, date: CivilDate): boolean => {
  const weekday = weekdayOf(date);
  return weekday !== 0 && weekday !== 6 && !isHoliday(date);
};

const firstOpen = (calendar: BankingCalendar, from: CivilDate, step: 1 | -1): CivilDate => {
  let date = from;
  for (let days = 0; days <= CLOSED_DAYS_MAX; days += 1) {
    if (isBusinessDay(calendar, date)) return date;
    date = addDays(date, step);
  }
  assert(false, `${calendar.name} has a business day within ${CLOSED_DAYS_MAX} days`);
};

/** The day itself where it is a business day, else the next one. */
export const businessDayOnOrAfter = (calendar: BankingCalendar, date: CivilDate): CivilDate =>
  firstOpen(calendar, date, 1);

/** The day itself where it is a business day, else the last one before it. */
export const businessDayOnOrBefore = (calendar: BankingCalendar, date: CivilDate): CivilDate =>
  firstOpen(calendar, date, -1);

export const nextBusinessDay = (calendar: BankingCalendar, date: CivilDate): CivilDate =>
  firstOpen(calendar, addDays(date, 1), 1);

/** `days` business days later; 0 gives the day itself or, where it is none, the next business day. */
export const addBusinessDays = (calendar: BankingCalendar, date: CivilDate, days: number): CivilDate => {
  assert(Number.isInteger(days) && days >= 0 && days <= STEPS_MAX, `business days are counted from 0 to ${STEPS_MAX}`);
  let at = businessDayOnOrAfter(calendar, date);
  for (let left = days; left > 0; left -= 1) at = nextBusinessDay(calendar, at);
  return at;
};
