import { type CivilDate, daysBetween, parseCivilDate } from '../../values/civil-date.ts';

/** Further than this from the value date, a day without a year has no year that one could mean. */
const YEAR_HALF_DAYS = 183;

/** `YYMMDD` by SWIFT's rule: 80 to 99 are of the last century. Undefined where there is no such day. */
export const sixDigitDay = (text: string): CivilDate | undefined => {
  if (!/^\d{6}$/.test(text)) return undefined;
  const century = text >= '80' ? '19' : '20';
  return parseCivilDate(`${century}${text.slice(0, 2)}-${text.slice(2, 4)}-${text.slice(4, 6)}`);
};

/** `YYYYMMDD`. */
export const eightDigitDay = (text: string): CivilDate | undefined =>
  /^\d{8}$/.test(text) ? parseCivilDate(`${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6, 8)}`) : undefined;

/**
 * The day `MMDD` in the year that is nearest to another day: around New Year that is often not the other day's year. No clock is
 * asked. Undefined where no such day is near, as 29 February beside a year without one.
 */
export const nearestDay = (monthAndDay: string, to: CivilDate): CivilDate | undefined => {
  let best: CivilDate | undefined;
  for (const year of [-1, 0, 1].map((more) => Number(to.slice(0, 4)) + more)) {
    const text = `${String(year).padStart(4, '0')}-${monthAndDay.slice(0, 2)}-${monthAndDay.slice(2)}`;
    const day = parseCivilDate(text);
    if (day === undefined) continue;
    if (best === undefined || Math.abs(daysBetween(to, day)) < Math.abs(daysBetween(to, best))) best = day;
  }
  return best !== undefined && Math.abs(daysBetween(to, best)) <= YEAR_HALF_DAYS ? best : undefined;
};
