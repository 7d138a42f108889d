import { addDays, type CivilDate, yearOf } from '../values/civil-date.ts';
import type { BankingCalendar } from './banking-calendar.ts';
import { easterSunday } from './easter.ts';

/** The same day each year, `MM-DD`. */
const FIXED: ReadonlySet<string> = new Set(['01-01', '05-01', '12-25', '12-26']);

/**
 * T2, the euro's settlement system: "TARGET Services are closed on Saturdays, Sundays and New Year's Day, Good Friday, Easter Monday,
 * 1 May, 25 and 26 December" (ECB, long-term calendar for TARGET closing days, decision of 14 December 2000; since 2002). A holiday on a
 * weekend is not moved.
 */
export const TARGET: BankingCalendar = {
  name: 'TARGET',
  isHoliday: (date: CivilDate) => {
    if (FIXED.has(date.slice(5))) return true;
    const easter = easterSunday(yearOf(date));
    return date === addDays(easter, -2) || date === addDays(easter, 1);
  },
};
