import type { CivilDate } from '../values/civil-date.ts';
import { type BankingCalendar, businessDayOnOrAfter, nextBusinessDay } from './banking-calendar.ts';
import { instantOf, localDate } from './local-time.ts';

/** Until when a bank takes what it works on the same day: a local time on each of its business days. */
export interface CutOff {
  /** `HH:MM` on clocks of the zone. */
  readonly time: string;
  /** A name of the IANA time zone database, such as `Europe/Berlin` or `America/New_York`. */
  readonly zone: string;
  readonly calendar: BankingCalendar;
}

export interface NextCutOff {
  /** The business day that it belongs to. */
  readonly day: CivilDate;
  readonly at: number;
}

/** The first cut-off after `now`. What arrives at the very moment of a cut-off has missed it. */
export const nextCutOff = ({ time, zone, calendar }: CutOff, now: number): NextCutOff => {
  const day = businessDayOnOrAfter(calendar, localDate(now, zone));
  const at = instantOf({ date: day, time }, zone);
  if (at > now) return { day, at };
  const next = nextBusinessDay(calendar, day);
  return { day: next, at: instantOf({ date: next, time }, zone) };
};
