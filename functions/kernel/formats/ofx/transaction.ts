import type { CivilDate } from '../../values/civil-date.ts';
import { signedMinorUnits } from '../../values/minor-units.ts';
import { eightDigitDay } from '../statement/bank-days.ts';
import { reference, words } from '../statement/references.ts';
import type { Refuse } from '../statement/refuse.ts';
import { type BankLine, plainLine } from '../statement/statement.ts';

/** What stands behind the day: a time, and a zone in brackets with or without a name. A zone without a time is valid too. */
const AFTER_DAY =
  /^(?:(?:[01]\d|2[0-3])[0-5]\d(?:[0-5]\d(?:\.\d{1,6})?)?)?(?:\[[+-]?\d{1,2}(?:\.\d{1,2})?(?::[A-Za-z ]{0,20})?\])?$/;

/** The local day as written: 31 December 20:00 [-5:EST] is 31 December. @throws BadFile */
export const ofxDay = (text: string, at: number, refuse: Refuse): CivilDate => {
  const day = eightDigitDay(text.slice(0, 8));
  if (day === undefined || !AFTER_DAY.test(text.slice(8)))
    return refuse(at, 'value', 'A date is YYYYMMDD with an optional time and zone, and a day of the calendar.');
  return day;
};

/** Point or comma for decimals, no grouping. @throws BadFile */
export const ofxAmount = (text: string, exponent: number, at: number, refuse: Refuse): bigint =>
  signedMinorUnits(text, exponent) ??
  refuse(
    at,
    'value',
    `An amount is digits with at most one point or comma, and ${exponent} decimals that are not zero.`,
  );

/** The elements of one STMTTRN, by name; those of an aggregate inside of it with its name before a slash. */
export interface OfxTransaction {
  readonly at: number;
  readonly isPending: boolean;
  readonly values: ReadonlyMap<string, string>;
}

/** @throws BadFile */
export const ofxLine = (transaction: OfxTransaction, currency: string, exponent: number, refuse: Refuse): BankLine => {
  const { at, isPending, values } = transaction;
  const posted = values.get(isPending ? 'DTTRAN' : 'DTPOSTED');
  const amount = values.get('TRNAMT');
  if (posted === undefined || amount === undefined)
    return refuse(at, 'malformed', `A transaction has ${isPending ? 'DTTRAN' : 'DTPOSTED'} and TRNAMT.`);
  const other = values.get('CURRENCY/CURSYM');
  if (other !== undefined && other !== currency)
    return refuse(at, 'value', 'The transaction is in another currency than the statement.');
  if (values.has('CORRECTFITID'))
    return refuse(
      at,
      'version',
      'The transaction corrects another one (CORRECTFITID): ask the bank for a file without corrections.',
    );
  const uniqueId = values.get('FITID');
  if (uniqueId === undefined && !isPending) return refuse(at, 'malformed', 'A transaction has a FITID.');
  const value = values.get('DTAVAIL');
  return {
    ...plainLine,
    at,
    state: isPending ? 'pending' : 'booked',
    bookedOn: ofxDay(posted, at, refuse),
    valueOn: value === undefined ? undefined : ofxDay(value, at, refuse),
    amount: ofxAmount(amount, exponent, at, refuse),
    code: values.get('TRNTYPE'),
    ownerReference: reference(values.get('CHECKNUM')),
    bankReference: reference(values.get('REFNUM')),
    counterparty: words(values.get('NAME') ?? values.get('PAYEE/NAME') ?? ''),
    counterpartyAccount: words(values.get('BANKACCTTO/ACCTID') ?? values.get('CCACCTTO/ACCTID') ?? ''),
    remittance: words(values.get('MEMO') ?? ''),
    uniqueId,
  };
};
