import { exponentOf } from '../../functions/kernel/values/currencies.ts';
import { minorUnits } from '../../functions/kernel/values/minor-units.ts';

/** A currency of Folio's, and how many digits of the source's whole numbers stand behind the point. */
export interface Meant {
  readonly code: string;
  readonly scale: number;
}

/** More digits behind the point than any currency or token has. */
export const SCALE_MAX = 30;

/** `USD/2`, or `USD`, whose whole numbers are minor units already. */
export const parseMeant = (text: string): Meant | undefined => {
  const [, code = '', digits] = /^([A-Z]{3})(?:\/(\d{1,2}))?$/.exec(text) ?? [];
  const exponent = exponentOf(code);
  const scale = digits === undefined ? exponent : Number(digits);
  return exponent === undefined || scale === undefined || scale > SCALE_MAX ? undefined : { code, scale };
};

/** What the names of currencies in an export mean: what the command line says of a name goes before what the name itself says. */
export class SourceCurrencies {
  readonly #said: ReadonlyMap<string, Meant>;

  constructor(said: ReadonlyMap<string, Meant> = new Map()) {
    this.#said = said;
  }

  said(name: string): Meant | undefined {
    return this.#said.get(name);
  }

  /** Of a source that writes decimals: only which currency it is. */
  code(name: string): string | undefined {
    return this.#said.get(name)?.code ?? (exponentOf(name) === undefined ? undefined : name);
  }
}

/** Minor units of a whole number that counts units of 10^-scale; undefined where the currency is not as fine. Of any length. */
export const fromWhole = (whole: bigint, { code, scale }: Meant): bigint | undefined => {
  const exponent = exponentOf(code) ?? 0;
  if (scale <= exponent) return whole * 10n ** BigInt(exponent - scale);
  const unit = 10n ** BigInt(scale - exponent);
  return whole % unit === 0n ? whole / unit : undefined;
};

const DECIMAL = /^(-?)(\d{1,60})(?:\.(\d{0,60}))?$/;

/** Minor units of a decimal as programs write it; undefined where the currency is not as fine, or it has more digits than any balance. */
export const fromDecimal = (text: string, code: string): bigint | undefined => {
  const match = DECIMAL.exec(text);
  const exponent = exponentOf(code);
  if (match === null || exponent === undefined) return undefined;
  const [, sign, integer = '', fraction = ''] = match;
  const minor = minorUnits(integer, fraction, exponent);
  return sign === '-' && minor !== undefined ? -minor : minor;
};
