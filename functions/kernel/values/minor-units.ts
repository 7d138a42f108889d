/** More digits than any balance of Folio's has: a longer text is never converted. */
const DIGITS_MAX = 27;

/**
 * Minor units of digits before and after a decimal mark, never by way of a float. Undefined where the digits are finer than the
 * currency's smallest unit, or too many. Zeros beyond the scale change nothing: `1.2340` KWD is `1.234`.
 */
export const minorUnits = (integer: string, fraction: string, exponent: number): bigint | undefined => {
  if (integer.length + exponent > DIGITS_MAX || fraction.length > DIGITS_MAX) return undefined;
  for (let at = exponent; at < fraction.length; at += 1) if (fraction[at] !== '0') return undefined;
  return BigInt(integer + fraction.slice(0, exponent).padEnd(exponent, '0') || '0');
};

const SIGNED = /^([+-]?)(\d{0,27})(?:[.,](\d{0,27}))?$/;

/** `-1234.5`, `+.5`, `5.` or the same with a comma: at most one mark, no grouping. Undefined for any other text. */
export const signedMinorUnits = (text: string, exponent: number): bigint | undefined => {
  const match = SIGNED.exec(text);
  const [, sign, integer = '', fraction = ''] = match ?? [];
  if (match === null || integer + fraction === '') return undefined;
  const minor = minorUnits(integer, fraction, exponent);
  return sign === '-' && minor !== undefined ? -minor : minor;
};
