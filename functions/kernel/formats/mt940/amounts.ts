import type { CivilDate } from '../../values/civil-date.ts';
import { exponentOf } from '../../values/currencies.ts';
import { minorUnits } from '../../values/minor-units.ts';
import { sixDigitDay } from '../statement/bank-days.ts';
import type { Refuse } from '../statement/refuse.ts';

/** SWIFT's amount: digits, one comma that is always there, and at most the decimals of the currency after it. */
const AMOUNT = /^(\d{1,27}),(\d{0,27})$/;

/** Minor units. @throws BadFile for a point, a missing comma, or decimals that the currency has not */
export const swiftAmount = (text: string, currency: string, at: number, refuse: Refuse): bigint => {
  const exponent = exponentOf(currency);
  if (exponent === undefined)
    return refuse(at, 'value', 'The currency is no current code of ISO 4217 with minor units.');
  const [, integer, fraction = ''] = AMOUNT.exec(text) ?? [];
  if (integer === undefined) return refuse(at, 'value', 'An amount is digits with one comma, such as 12,50.');
  const minor = minorUnits(integer, fraction, exponent);
  if (minor === undefined)
    return refuse(at, 'value', `An amount in ${currency} has ${exponent} decimals, and fewer than 28 digits.`);
  return minor;
};

/** @throws BadFile where there is no such day */
export const swiftDay = (text: string, at: number, refuse: Refuse): CivilDate => {
  const day = sixDigitDay(text);
  if (day === undefined) return refuse(at, 'value', 'A date is YYMMDD, and a day of the calendar.');
  return day;
};
