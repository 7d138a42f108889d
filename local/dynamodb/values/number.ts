import { invalid } from '../errors.ts';
import { LIMITS } from '../limits.ts';

/**
 * A number of DynamoDB: `coefficient * 10 ** exponent`, the coefficient without trailing zeros, so that equal numbers are equal
 * in their parts. Zero is `0 * 10 ** 0`. Floats are not in the way: sums are exact to 38 digits.
 */
export interface Decimal {
  readonly coefficient: bigint;
  readonly exponent: number;
}

const FORM = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/;
/** A whole number as it is written most often: already in normal form. */
const PLAIN = /^(?:0|-?[1-9]\d{0,14})$/;
const MAGNITUDE_MAX = 125;
const MAGNITUDE_MIN = -130;
/** Of a text; 126 digits before the point and 130 behind it are the longest that mean anything. */
const TEXT_MAX = 1_000;
const ZERO: Decimal = { coefficient: 0n, exponent: 0 };

const digitsOf = (coefficient: bigint): string => (coefficient < 0n ? -coefficient : coefficient).toString();

/** @throws DynamoError where a number is out of DynamoDB's range or has more than 38 significant digits. */
const checked = (decimal: Decimal): Decimal => {
  if (decimal.coefficient === 0n) return ZERO;
  const digits = digitsOf(decimal.coefficient).length;
  const magnitude = decimal.exponent + digits - 1;
  if (magnitude > MAGNITUDE_MAX)
    throw invalid('Number overflow. Attempting to store a number with magnitude larger than supported range');
  if (magnitude < MAGNITUDE_MIN)
    throw invalid('Number underflow. Attempting to store a number with magnitude smaller than supported range');
  if (digits > LIMITS.numberDigits) throw invalid('Attempting to store more than 38 significant digits in a Number');
  return decimal;
};

const withoutTrailingZeros = (coefficient: bigint, exponent: number): Decimal => {
  if (coefficient === 0n) return ZERO;
  const digits = coefficient.toString();
  let end = digits.length;
  while (digits.charCodeAt(end - 1) === 48) end -= 1;
  return end === digits.length
    ? { coefficient, exponent }
    : { coefficient: BigInt(digits.slice(0, end)), exponent: exponent + digits.length - end };
};

const notANumber = (text: string): Error =>
  invalid(`The parameter cannot be converted to a numeric value: ${text.slice(0, TEXT_MAX)}`);

/** @throws DynamoError for what is no number, or none of DynamoDB's. */
export const parseNumber = (text: string): Decimal => {
  const [, sign, whole = '', part = '', power = '0'] = (text.length <= TEXT_MAX ? FORM.exec(text) : null) ?? [];
  if (sign === undefined || (whole === '' && part === '')) throw notANumber(text);
  const coefficient = BigInt(whole + part);
  const exponent = Number(power) - part.length;
  return checked(withoutTrailingZeros(sign === '-' ? -coefficient : coefficient, exponent));
};

/** The form in which DynamoDB gives numbers back: plain, without leading or trailing zeros. */
export const formatNumber = ({ coefficient, exponent }: Decimal): string => {
  const sign = coefficient < 0n ? '-' : '';
  const digits = digitsOf(coefficient);
  if (exponent >= 0) return `${sign}${digits}${'0'.repeat(exponent)}`;
  const point = digits.length + exponent;
  if (point > 0) return `${sign}${digits.slice(0, point)}.${digits.slice(point)}`;
  return `${sign}0.${'0'.repeat(-point)}${digits}`;
};

export const normalNumber = (text: string): string => (PLAIN.test(text) ? text : formatNumber(parseNumber(text)));

const scaled = ({ coefficient, exponent }: Decimal, to: number): bigint => coefficient * 10n ** BigInt(exponent - to);

/** Of two numbers in normal form. @throws DynamoError where the sum has more than 38 digits. */
export const addNumbers = (a: string, b: string, sign: 1 | -1): string => {
  if (PLAIN.test(a) && PLAIN.test(b)) return String(Number(a) + sign * Number(b));
  const [left, right] = [parseNumber(a), parseNumber(b)];
  const exponent = Math.min(left.exponent, right.exponent);
  const sum = scaled(left, exponent) + BigInt(sign) * scaled(right, exponent);
  return formatNumber(checked(withoutTrailingZeros(sum, exponent)));
};

/** Negative, zero or positive, as for sorting; of two numbers in normal form. */
export const compareNumbers = (a: string, b: string): number => {
  if (a === b) return 0;
  if (PLAIN.test(a) && PLAIN.test(b)) return Number(a) - Number(b);
  const [left, right] = [parseNumber(a), parseNumber(b)];
  const exponent = Math.min(left.exponent, right.exponent);
  const [x, y] = [scaled(left, exponent), scaled(right, exponent)];
  return x < y ? -1 : x > y ? 1 : 0;
};

/** Bytes that DynamoDB counts for a number in normal form: one for two digits, one more, and one for a minus. */
export const numberBytes = (text: string): number => {
  const { coefficient, exponent } = parseNumber(text);
  if (coefficient === 0n) return 1;
  const digits = digitsOf(coefficient).length;
  // Digits are counted in pairs that begin at even powers of ten.
  const pairs = Math.ceil((digits + (Math.abs(exponent) % 2)) / 2);
  return pairs + 1 + (coefficient < 0n ? 1 : 0);
};

const OFFSET = 500;
/** Greater than every digit, so that of two negative numbers the one with more digits sorts first. */
const LAST = '~';

/** A text for a number in normal form, which sorts as the number does. */
export const sortableNumber = (text: string): string => {
  const { coefficient, exponent } = parseNumber(text);
  if (coefficient === 0n) return '1';
  const digits = digitsOf(coefficient);
  const magnitude = exponent + digits.length + OFFSET;
  if (coefficient > 0n) return `2${magnitude}${digits}`;
  const mirrored = digits.replace(/\d/g, (digit) => String(9 - Number(digit)));
  return `0${999 - magnitude}${mirrored}${LAST}`;
};
