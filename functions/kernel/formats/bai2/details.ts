import type { CivilDate } from '../../values/civil-date.ts';
import { reference, words } from '../statement/references.ts';
import type { Refuse } from '../statement/refuse.ts';
import { type BankLine, type LineState, plainLine } from '../statement/statement.ts';
import { Fields } from './fields.ts';
import { funds } from './funds.ts';
import type { Bai2Record } from './records.ts';
import { isLoan, isReversal, signOf } from './type-codes.ts';

/** What the group of a detail says of it. */
export interface Context {
  readonly asOf: CivilDate;
  readonly state: LineState;
}

/** Digits of the currency's smallest unit, with an optional sign; nothing is zero. */
export const bai2Amount = (text: string, at: number, refuse: Refuse): bigint => {
  if (text === '') return 0n;
  if (!/^[+-]?\d{1,27}$/.test(text))
    return refuse(at, 'value', 'An amount is digits, in the smallest unit of the currency.');
  return BigInt(text.replace('+', ''));
};

export interface Detail {
  /** As the file writes it, for the control total. */
  readonly counted: bigint;
  readonly line: BankLine | undefined;
}

/** A record 16: the sign comes from its type code. What moves no money (890) is no line. @throws BadFile */
export const detail = (record: Bai2Record, { asOf, state }: Context, refuse: Refuse): Detail => {
  const { at } = record;
  const fields = new Fields(record);
  const code = fields.next();
  if (!/^\d{3}$/.test(code)) return refuse(at, 'malformed', 'A type code has three digits.');
  const counted = bai2Amount(fields.next(), at, refuse);
  const valueOn = funds(fields, at, refuse);
  const bankReference = reference(fields.next());
  const ownerReference = reference(fields.next());
  const remittance = words(fields.text());
  const sign = signOf(code);
  if (sign === undefined) {
    if (isLoan(code)) return refuse(at, 'version', 'Type codes 700 to 799 are of loans, which are not read.');
    if (counted !== 0n)
      return refuse(at, 'malformed', 'The type code says not which way the money went, and there is an amount.');
    return { counted, line: undefined };
  }
  if (counted < 0n) return refuse(at, 'value', 'The amount of a detail has no sign: its type code says it.');
  const known = { at, state, bookedOn: asOf, valueOn, code, bankReference, ownerReference, remittance };
  return { counted, line: { ...plainLine, ...known, amount: sign * counted, reversal: isReversal(code) } };
};
