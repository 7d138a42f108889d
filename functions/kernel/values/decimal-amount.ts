import { assert } from '../core/assert.ts';
import { exponentOf } from './currencies.ts';
import { minorUnits } from './minor-units.ts';
import { AMOUNT_LIMIT, formatMajor } from './money.ts';

/**
 * An amount as files of banks have it, to minor units and back, digit by digit: no float is in between. The form is that of
 * xs:decimal, which ISO 20022 takes: an optional sign, `.5`, `5.`, leading and trailing zeros.
 */
const FORM = /^([+-]?)(\d{0,30})(?:\.(\d{0,30}))?$/;
/** As much text as any decimal with a meaning needs. */
const CHARS_MAX = 40;

export type DecimalFault = 'format' | 'currency' | 'decimals' | 'too-large';

export type DecimalResult =
  | { readonly kind: 'amount'; readonly minor: bigint }
  | { readonly kind: 'fault'; readonly fault: DecimalFault; readonly detail: string };

const DETAILS: Readonly<Record<DecimalFault, string>> = {
  format: 'An amount is digits with at most one point, such as 1234.56.',
  currency: 'The currency is no current code of ISO 4217 with minor units.',
  decimals: 'The amount has more decimals than its currency.',
  'too-large': 'An amount is at most 10^18 - 1 minor units.',
};

const fault = (kind: DecimalFault): DecimalResult => ({ kind: 'fault', fault: kind, detail: DETAILS[kind] });

interface Decimal {
  readonly negative: boolean;
  readonly whole: string;
  /** Without trailing zeros. */
  readonly fraction: string;
}

const withoutTrailingZeros = (digits: string): string => {
  let end = digits.length;
  while (end > 0 && digits[end - 1] === '0') end -= 1;
  return digits.slice(0, end);
};

const decimalOf = (text: string): Decimal | undefined => {
  const match = text.length > CHARS_MAX ? null : FORM.exec(text);
  if (match === null) return undefined;
  const [, sign = '', whole = '', fraction = ''] = match;
  if (whole === '' && fraction === '') return undefined;
  return { negative: sign === '-', whole, fraction: withoutTrailingZeros(fraction) };
};

/** Minor units of a decimal text in a currency; zero and less are amounts here, since balances are. */
export const parseDecimal = (text: string, currency: string): DecimalResult => {
  const exponent = exponentOf(currency);
  if (exponent === undefined) return fault('currency');
  const decimal = decimalOf(text);
  if (decimal === undefined) return fault('format');
  if (decimal.fraction.length > exponent) return fault('decimals');
  const minor = minorUnits(decimal.whole, decimal.fraction, exponent);
  if (minor === undefined || minor >= AMOUNT_LIMIT) return fault('too-large');
  return { kind: 'amount', minor: decimal.negative ? -minor : minor };
};

/** As many decimals as the currency has: 1000 JPY is `1000`, 1234 minor units of KWD are `1.234`. */
export const formatDecimal = (minor: bigint, currency: string): string => {
  const exponent = exponentOf(currency);
  assert(exponent !== undefined, 'a currency has minor units');
  return formatMajor(minor, exponent);
};

/** Sums over currencies, as control sums are, count in units that every currency's minor unit is a multiple of: 10^-4. */
const CONTROL_DIGITS = 4;

export const controlUnits = (minor: bigint, currency: string): bigint => {
  const exponent = exponentOf(currency);
  assert(exponent !== undefined, 'a currency has minor units');
  return minor * 10n ** BigInt(CONTROL_DIGITS - exponent);
};

/** With two decimals where those are enough. */
export const formatControlSum = (units: bigint): string =>
  units % 100n === 0n ? formatMajor(units / 100n, 2) : formatMajor(units, CONTROL_DIGITS);

/** Undefined for what is no decimal of at most four digits behind the point. */
export const parseControlSum = (text: string): bigint | undefined => {
  const decimal = decimalOf(text);
  const units = decimal && minorUnits(decimal.whole, decimal.fraction, CONTROL_DIGITS);
  return units !== undefined && decimal?.negative === true ? -units : units;
};
