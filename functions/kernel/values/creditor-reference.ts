import type { Brand } from './ids.ts';
import { checkDigits97, mod97 } from './mod-97.ts';

/** A structured creditor reference (ISO 11649): RF, two check digits, up to 21 letters and digits; without spaces, checked. */
export type CreditorReference = Brand<'CreditorReference'>;

const FORM = /^RF\d{2}[A-Z0-9]{1,21}$/;
/** 25 characters, and a space behind each four on paper. */
const CHARS_MAX = 25 + 6;

/** Takes the form on paper too. Undefined where the form or the check digits are wrong. */
export const parseCreditorReference = (text: string): CreditorReference | undefined => {
  if (text.length > CHARS_MAX) return undefined;
  const reference = text.replaceAll(' ', '').toUpperCase();
  if (!FORM.test(reference)) return undefined;
  return mod97(reference.slice(4) + reference.slice(0, 4)) === 1 ? (reference as CreditorReference) : undefined;
};

/** The reference of an invoice's number, letters and digits. */
export const creditorReferenceOf = (number: string): CreditorReference | undefined =>
  parseCreditorReference(`RF${checkDigits97(`${number.toUpperCase()}RF`)}${number}`);
