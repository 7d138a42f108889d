import { type CivilDate, parseCivilDate } from '../../values/civil-date.ts';
import { minorUnits } from '../../values/minor-units.ts';
import type { CsvMapping, DateForm } from './csv-mapping.ts';

const PARTS = /^(\d{1,4})([-./]?)(\d{1,2})\2(\d{1,4})$/;

/** Two digits by SWIFT's rule: 80 to 99 are of the last century. */
const year = (text: string): string => (text.length === 2 ? `${text >= '80' ? '19' : '20'}${text}` : text);

/** The day in exactly the declared form, a leading zero of day or month left out at most. Undefined for any other text. */
export const csvDay = (text: string, form: DateForm): CivilDate | undefined => {
  if (form === 'YYYYMMDD')
    return /^\d{8}$/.test(text)
      ? parseCivilDate(`${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6)}`)
      : undefined;
  const [, first = '', separator, second = '', third = ''] = PARTS.exec(text) ?? [];
  const [a = '', , b = ''] = form.split(/([-./])/);
  if (separator === undefined || separator !== form.replace(/[YMD]/g, '')[0]) return undefined;
  const yearText = a.startsWith('Y') ? first : third;
  const yearDigits = a.startsWith('Y') ? a.length : form.length - form.lastIndexOf(separator) - 1;
  if (yearText.length !== yearDigits) return undefined;
  const [month, day] = a.startsWith('Y')
    ? [second, third]
    : a === 'MM' && b === 'DD'
      ? [first, second]
      : [second, first];
  if (month.length > 2 || day.length > 2) return undefined;
  return parseCivilDate(`${year(yearText)}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`);
};

/** Digits in groups of three behind the first group, or without any groups. */
const isGrouped = (groups: readonly string[]): boolean =>
  groups.every((group, index) => (index === 0 ? group.length >= 1 && group.length <= 3 : group.length === 3));

/**
 * Signed minor units with the declared decimal mark and grouping: a sign before or behind the digits. Undefined for any other
 * text, such as a point where a comma is declared.
 */
export const csvAmount = (
  text: string,
  { decimal, grouping }: Pick<CsvMapping, 'decimal' | 'grouping'>,
  exponent: number,
): bigint | undefined => {
  const plain = text.replaceAll('\u00a0', ' ').replaceAll('\u202f', ' ').trim();
  const isNegative = plain.startsWith('-') || plain.endsWith('-');
  const [, digits = ''] = /^[+-]?([^+-]{1,60})$/.exec(plain) ?? /^([^+-]{1,60})[+-]$/.exec(plain) ?? [];
  const [whole = '', fraction = '', ...more] = digits.trim().split(decimal);
  const groups = grouping === undefined ? [whole] : whole.split(grouping);
  if (more.length > 0 || !/^\d{0,27}$/.test(fraction) || (groups.length > 1 && !isGrouped(groups))) return undefined;
  const integer = groups.join('');
  if (!/^\d{0,27}$/.test(integer) || integer + fraction === '') return undefined;
  const minor = minorUnits(integer, fraction, exponent);
  return minor !== undefined && isNegative ? -minor : minor;
};
