import { type CivilDate, civilDate } from '../values/civil-date.ts';

/** Easter Sunday of the Gregorian calendar: the "anonymous" algorithm (Meeus, Astronomical Algorithms, chapter 8), 1583 and later. */
export const easterSunday = (year: number): CivilDate => {
  const golden = year % 19;
  const century = Math.floor(year / 100);
  const ofCentury = year % 100;
  const skipped = Math.floor((century + 8) / 25);
  const epact = (19 * golden + century - Math.floor(century / 4) - Math.floor((century - skipped + 1) / 3) + 15) % 30;
  const weekday = (32 + 2 * (century % 4) + 2 * Math.floor(ofCentury / 4) - epact - (ofCentury % 4)) % 7;
  const late = Math.floor((golden + 11 * epact + 22 * weekday) / 451);
  const marchDays = epact + weekday - 7 * late + 114;
  return civilDate(year, Math.floor(marchDays / 31), (marchDays % 31) + 1);
};
