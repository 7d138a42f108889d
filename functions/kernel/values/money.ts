import * as z from 'zod';
import { assert } from '../core/assert.ts';
import { common, says } from '../core/common-problems.ts';
import { currencyKind } from './currencies.ts';
import type { Brand } from './ids.ts';

/** One amount is below this. */
export const AMOUNT_LIMIT = 10n ** 18n;
/** A balance stays within plus and minus this. */
export const BALANCE_LIMIT = 10n ** 27n;

/** The wire's form of an amount: digits in minor units, 1 to 10^18 - 1. Only `amount` and `formatAmount` make one. */
export type Amount = Brand<'Amount'>;
/** The wire's form of a balance: the same, with an optional leading `-`, or `0`. */
export type Balance = Brand<'Balance'>;
/** An ISO 4217 code with minor units. */
export type Currency = Brand<'Currency'>;

const AMOUNT = /^[1-9][0-9]{0,17}$/;
const TOO_LARGE = /^[1-9][0-9]{18,38}$/;

/** Which problem a text that is no amount stands for. The length is looked at first, so no long text is ever converted. */
const amountFault = (text: string): string => {
  if (text === '0') return says(common['amount-not-positive'], 'An amount is at least 1 minor unit.');
  if (TOO_LARGE.test(text)) return says(common['amount-too-large'], 'An amount is at most 10^18 - 1 minor units.');
  return says(common['amount-format'], 'An amount is a string of digits in minor units, such as "1050".');
};

/** An amount in a request; see `amountFault` for what refusing it says. Missing or null is `schema`. */
export const amount = z
  .string({
    error: (issue) => (issue.input === undefined || issue.input === null ? undefined : amountFault('')),
  })
  .regex(AMOUNT, { error: (issue) => amountFault(String(issue.input)) })
  .meta({ examples: ['1050'] }) as unknown as z.ZodType<Amount, string>;

/** Minor units of a checked amount. */
export const parseAmount = (text: Amount): bigint => {
  assert(AMOUNT.test(text), 'an amount was checked');
  return BigInt(text);
};

export const formatAmount = (minor: bigint): Amount => {
  assert(minor > 0n && minor < AMOUNT_LIMIT, 'an amount is between 1 and 10^18 - 1');
  return minor.toString() as Amount;
};

/** A balance, or the sum of several amounts, which may pass 10^18. */
export const formatBalance = (minor: bigint): Balance => {
  assert(minor >= -BALANCE_LIMIT && minor <= BALANCE_LIMIT, 'a balance is within 10^27 either way');
  return minor.toString() as Balance;
};

const BALANCE = /^(?:0|-?[1-9][0-9]{0,27})$/;

/** A balance in an answer. */
export const balance = z
  .string()
  .regex(BALANCE)
  .meta({ examples: ['1050'] }) as unknown as z.ZodType<Balance, string>;

/** A currency in a request: current ISO 4217 codes with minor units. */
export const currency = z
  .string()
  .superRefine((code, context) => {
    const kind = currencyKind(code);
    if (kind === 'unknown') {
      context.addIssue({ code: 'custom', message: says(common['currency-unknown'], 'Not a current ISO 4217 code.') });
    } else if (kind === 'unsupported') {
      const message = says(common['currency-unsupported'], 'ISO 4217 gives this code no minor units.');
      context.addIssue({ code: 'custom', message });
    }
  })
  .meta({ examples: ['USD'], minLength: 3, maxLength: 3 }) as unknown as z.ZodType<Currency, string>;

/**
 * Minor units as a person writes them: `formatMajor(-105n, 2)` is `-1.05`, `formatMajor(105n, 0)` is `105`. For the terminal
 * and for pages; the wire has minor units only.
 */
export const formatMajor = (minor: bigint, exponent: number): string => {
  assert(exponent >= 0 && exponent <= 4, 'ISO 4217 has exponents from 0 to 4');
  const digits = (minor < 0n ? -minor : minor).toString().padStart(exponent + 1, '0');
  const sign = minor < 0n ? '-' : '';
  if (exponent === 0) return sign + digits;
  return `${sign}${digits.slice(0, -exponent)}.${digits.slice(-exponent)}`;
};
