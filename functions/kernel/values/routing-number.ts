import type { Brand } from './ids.ts';

/** An ABA routing number of nine digits, checked. */
export type RoutingNumber = Brand<'RoutingNumber'>;

const FORM = /^\d{9}$/;
const WEIGHTS = [3, 7, 1, 3, 7, 1, 3, 7, 1] as const;

/**
 * First two digits that the American Bankers Association gives out: 00 for the government, 01 to 12 the Reserve Banks' districts, 21 to
 * 32 thrift institutions, 61 to 72 electronic routing, 80 travellers' cheques.
 */
const isPrefix = (prefix: number): boolean =>
  prefix <= 12 || (prefix >= 21 && prefix <= 32) || (prefix >= 61 && prefix <= 72) || prefix === 80;

/** Undefined where the form, the first two digits or the check digit are wrong; nine zeros are no bank. */
export const parseRoutingNumber = (text: string): RoutingNumber | undefined => {
  if (!FORM.test(text) || text === '000000000') return undefined;
  if (!isPrefix(Number(text.slice(0, 2)))) return undefined;
  const sum = WEIGHTS.reduce<number>((total, weight, at) => total + weight * Number(text[at]), 0);
  return sum % 10 === 0 ? (text as RoutingNumber) : undefined;
};

/** The first eight digits, which NACHA's hash adds up and its trace numbers begin with. */
export const withoutCheckDigit = (routing: RoutingNumber): string => routing.slice(0, 8);
