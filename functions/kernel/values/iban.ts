import { bbanKindsOf } from './iban-registry.ts';
import type { Brand } from './ids.ts';
import { checkDigits97, mod97 } from './mod-97.ts';

/** An International Bank Account Number (ISO 13616), electronic form: no spaces, capital letters, checked. */
export type Iban = Brand<'Iban'>;

/** What is wrong with a text that is no IBAN, in the order in which it is looked at. */
export type IbanFault = 'characters' | 'country' | 'length' | 'structure' | 'check-digits';

export type IbanResult =
  | { readonly kind: 'iban'; readonly iban: Iban }
  | { readonly kind: 'fault'; readonly fault: IbanFault; readonly detail: string };

/** 34 characters (ISO 13616), and the spaces of the form on paper: one behind each four. */
const CHARS_MAX = 34 + 8;
const FORM = /^[A-Z]{2}\d{2}[A-Z0-9]{1,30}$/;

const DETAILS: Readonly<Record<IbanFault, string>> = {
  characters: 'An IBAN is a country of two letters, two check digits, and up to 30 letters and digits.',
  country: 'No country of the IBAN registry has this code.',
  length: 'An IBAN of this country has another length.',
  structure: 'An IBAN of this country has letters and digits in other places.',
  'check-digits': 'The check digits do not fit the rest: a character is wrong, or two have changed places.',
};

const fault = (kind: IbanFault): IbanResult => ({ kind: 'fault', fault: kind, detail: DETAILS[kind] });

const DIGIT = /^\d$/;
const fits = (char: string, kind: string | undefined): boolean =>
  kind === 'c' || (DIGIT.test(char) ? kind === 'n' : kind === 'a');

/** What the check digits are computed over: the rest first, then the country. */
const reordered = (iban: string): string => iban.slice(4) + iban.slice(0, 4);

/**
 * Takes both forms, with single spaces and without, and letters of either case. Whether such an account or bank exists is another
 * question, which no checksum answers.
 */
export const parseIban = (text: string): IbanResult => {
  if (text.length > CHARS_MAX) return fault('characters');
  const iban = text.replaceAll(' ', '').toUpperCase();
  if (!FORM.test(iban)) return fault('characters');
  const kinds = bbanKindsOf(iban.slice(0, 2));
  if (kinds === undefined) return fault('country');
  if (iban.length !== kinds.length + 4) return fault('length');
  for (let at = 4; at < iban.length; at += 1) {
    if (!fits(iban[at] ?? '', kinds[at - 4])) return fault('structure');
  }
  // 00, 01 and 99 give the right rest for some accounts, but nobody computes them (ISO 13616-1, 02 to 98).
  const digits = Number(iban.slice(2, 4));
  if (digits < 2 || digits > 98 || mod97(reordered(iban)) !== 1) return fault('check-digits');
  return { kind: 'iban', iban: iban as Iban };
};

export const ibanCountry = (iban: Iban): string => iban.slice(0, 2);

/** For samples and tests: the IBAN of a country and what follows the check digits. */
export const ibanOf = (country: string, bban: string): IbanResult =>
  parseIban(`${country}${checkDigits97(bban + country)}${bban}`);
