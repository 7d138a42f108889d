import { exponentOf } from '../../../functions/kernel/values/currencies.ts';
import { fromWhole } from '../source-currencies.ts';
import type { Amount } from './forms.ts';

/** The longest mantissa that is read: more digits than any balance has. */
const DIGITS_MAX = 80;

/** A whole number as hledger writes it: from 10^21 on with an exponent, of which no digit is lost (`1.25e21`). */
const wholeOf = (text: string): bigint | undefined => {
  const [, sign = '', integer = '', fraction = '', power = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:[eE]\+?(\d+))?$/.exec(text) ?? [];
  const places = Number(power) - fraction.length;
  if (integer === '' || places < 0 || integer.length + Number(power) > DIGITS_MAX) return undefined;
  return BigInt(`${sign}${integer}${fraction}`) * 10n ** BigInt(places);
};

/** Minor units of an amount; undefined where the currency is not as fine. The float beside the digits is never read. */
export const exactAmount = ({ aquantity }: Amount, code: string): bigint | undefined => {
  const mantissa = wholeOf(aquantity.decimalMantissa);
  if (mantissa === undefined || exponentOf(code) === undefined) return undefined;
  return fromWhole(mantissa, { code, scale: Number(aquantity.decimalPlaces) });
};

export const shown = ({ acommodity, aquantity }: Amount): string =>
  `${aquantity.decimalMantissa}e-${aquantity.decimalPlaces} ${acommodity === '' ? '(no commodity)' : acommodity}`;
