import type { Brand } from './ids.ts';

/** A business identifier code (ISO 9362): 8 or 11 characters. */
export type Bic = Brand<'Bic'>;

/** The form of ISO 20022's BICFIDec2014Identifier: party, country, location, branch. */
const FORM = /^[A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}(?:[A-Z0-9]{3})?$/;

/** Takes letters of either case. Undefined for what has another form; whether there is such a bank is not looked up. */
export const parseBic = (text: string): Bic | undefined => {
  if (text.length > 11) return undefined;
  const bic = text.toUpperCase();
  return FORM.test(bic) ? (bic as Bic) : undefined;
};
