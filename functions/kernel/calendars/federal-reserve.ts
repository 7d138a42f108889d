import { addDays, type CivilDate, civilDate, weekdayOf, yearOf } from '../values/civil-date.ts';
import type { BankingCalendar } from './banking-calendar.ts';

const [SUNDAY, MONDAY, THURSDAY] = [0, 1, 4];
/** Juneteenth became a holiday by the act of 17 June 2021; the Reserve Banks first closed on it in 2022. */
const JUNETEENTH_SINCE = 2022;

/** The nth weekday of a month. */
const nth = (n: number, weekday: number, year: number, month: number): CivilDate => {
  const first = civilDate(year, month, 1);
  return addDays(first, ((weekday - weekdayOf(first) + 7) % 7) + 7 * (n - 1));
};

const lastMondayOfMay = (year: number): CivilDate => {
  const last = civilDate(year, 5, 31);
  return addDays(last, -((weekdayOf(last) - MONDAY + 7) % 7));
};

/** A Sunday's holiday is kept on the Monday. One on a Saturday is not moved: the banks are open on the Friday before. */
const observed = (date: CivilDate): CivilDate => (weekdayOf(date) === SUNDAY ? addDays(date, 1) : date);

const holidaysOf = (year: number): readonly CivilDate[] => [
  observed(civilDate(year, 1, 1)),
  nth(3, MONDAY, year, 1), // birthday of Martin Luther King, Jr.
  nth(3, MONDAY, year, 2), // Washington's birthday
  lastMondayOfMay(year), // Memorial Day
  ...(year >= JUNETEENTH_SINCE ? [observed(civilDate(year, 6, 19))] : []),
  observed(civilDate(year, 7, 4)),
  nth(1, MONDAY, year, 9), // Labor Day
  nth(2, MONDAY, year, 10), // Columbus Day
  observed(civilDate(year, 11, 11)), // Veterans Day
  nth(4, THURSDAY, year, 11), // Thanksgiving Day
  observed(civilDate(year, 12, 25)),
];

/**
 * The Federal Reserve Banks, on whose days ACH settles: "For holidays falling on Saturday, Federal Reserve Banks and Branches will be
 * open the preceding Friday. For holidays falling on Sunday, all Federal Reserve Banks and Branches will be closed the following Monday"
 * (Federal Reserve Financial Services, Holiday Schedules). Computed for 1986 and later, when the third Monday of January came in.
 */
export const FEDERAL_RESERVE: BankingCalendar = {
  name: 'Federal Reserve Banks',
  isHoliday: (date) => holidaysOf(yearOf(date)).includes(date),
};
