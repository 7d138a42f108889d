import type { CivilDate } from '../../values/civil-date.ts';
import { sixDigitDay } from '../statement/bank-days.ts';
import type { Refuse } from '../statement/refuse.ts';
import type { Fields } from './fields.ts';

const DISTRIBUTIONS_MAX = 100;

/**
 * Takes the fields that a funds type brings along, so that those behind it are read in their places: S three amounts by
 * availability, V a value date and time, D a count and as many pairs. Gives the value date of V.
 */
export const funds = (fields: Fields, at: number, refuse: Refuse): CivilDate | undefined => {
  const type = fields.next().toUpperCase();
  if (/^[012Z]?$/.test(type)) return undefined;
  if (type === 'S') {
    for (let taken = 0; taken < 3; taken += 1) fields.next();
    return undefined;
  }
  if (type === 'V') {
    const text = fields.next();
    fields.next();
    const day = sixDigitDay(text);
    if (day === undefined)
      return refuse(at, 'value', 'The value date of funds type V is YYMMDD, and a day of the calendar.');
    return day;
  }
  if (type !== 'D') return refuse(at, 'malformed', 'A funds type is 0, 1, 2, S, V, D or Z.');
  const count = fields.next();
  if (!/^\d{1,3}$/.test(count) || Number(count) > DISTRIBUTIONS_MAX)
    return refuse(at, 'malformed', `Funds type D has a count of at most ${DISTRIBUTIONS_MAX}.`);
  for (let taken = 0; taken < 2 * Number(count); taken += 1) fields.next();
  return undefined;
};
