/**
 * A number that no double holds exactly. To EventBridge's matcher it is no number: no comparison is true of it, and it equals
 * only its own text.
 */
export class InexactNumber {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

interface Decimal {
  readonly negative: boolean;
  /** Without leading and trailing zeros; empty for zero. */
  readonly digits: string;
  /** The value is 0.digits times ten to this power. */
  readonly power: number;
}

const decimalOf = (text: string): Decimal => {
  const [mantissa = '', exponent = '0'] = text.toLowerCase().split('e');
  const negative = mantissa.startsWith('-');
  const [whole = '', fraction = ''] = mantissa.replace('-', '').split('.');
  const all = whole + fraction;
  let [leading, end] = [0, all.length];
  while (all[leading] === '0') leading += 1;
  while (end > leading && all[end - 1] === '0') end -= 1;
  const digits = all.slice(leading, end);
  return digits === ''
    ? { negative: false, digits, power: 0 }
    : { negative, digits, power: Number(exponent) + whole.length - leading };
};

/** Whether a double's shortest text says the same number as the text it was read from. */
const isExact = (text: string, value: number): boolean => {
  if (!Number.isFinite(value)) return false;
  const [said, held] = [decimalOf(text), decimalOf(String(value))];
  return said.negative === held.negative && said.digits === held.digits && said.power === held.power;
};

/** A double tells fewer than 16 digits apart from all others, so a text without as many in a row needs no second look. */
const MAY_LOSE_DIGITS = /[\d.]{16}|e[+-]?\d{3}/i;

/** Reads JSON; a number that loses digits as a double becomes an `InexactNumber`. @throws SyntaxError */
export const parseKeepingNumbers = (json: string): unknown => {
  if (!MAY_LOSE_DIGITS.test(json)) return JSON.parse(json);
  return JSON.parse(json, (_name, value: unknown, context?: { readonly source?: string }) => {
    if (typeof value !== 'number' || context?.source === undefined) return value;
    return isExact(context.source, value) ? value : new InexactNumber(context.source);
  });
};
