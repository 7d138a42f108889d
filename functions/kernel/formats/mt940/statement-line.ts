import type { CivilDate } from '../../values/civil-date.ts';
import { nearestDay } from '../statement/bank-days.ts';
import { reference } from '../statement/references.ts';
import type { Refuse } from '../statement/refuse.ts';
import { type BankLine, plainLine } from '../statement/statement.ts';
import { swiftAmount, swiftDay } from './amounts.ts';

/** Value date, entry date, mark, funds code, amount, transaction type; then references. */
const LINE = /^(\d{6})(\d{4})?(R[CD]|E[CD]|[CD])([A-Z])?([\d,.]{1,40})([A-Z][A-Z0-9]{3})(.*)$/;

/**
 * What each mark does to the account. A reversal of a credit takes money out and one of a debit brings it back; E marks what is
 * only expected.
 */
const MARKS: Readonly<
  Record<string, { readonly sign: 1n | -1n; readonly reversal: boolean; readonly pending: boolean }>
> = {
  C: { sign: 1n, reversal: false, pending: false },
  D: { sign: -1n, reversal: false, pending: false },
  RC: { sign: -1n, reversal: true, pending: false },
  RD: { sign: 1n, reversal: true, pending: false },
  EC: { sign: 1n, reversal: false, pending: true },
  ED: { sign: -1n, reversal: false, pending: true },
};

/** Only `//` ends the owner's reference: `A/B/C` is one. */
const referencesOf = (text: string): Pick<BankLine, 'ownerReference' | 'bankReference'> => {
  const cut = text.indexOf('//');
  if (cut < 0) return { ownerReference: reference(text), bankReference: undefined };
  return { ownerReference: reference(text.slice(0, cut)), bankReference: reference(text.slice(cut + 2)) };
};

/** Lines of a file have few days between them: each pair is worked out once. */
const DAYS_KEPT_MAX = 1_000;
const daysKept = new Map<string, { readonly valueOn: CivilDate; readonly bookedOn: CivilDate | undefined }>();

const daysOf = (valueText: string, entryText: string | undefined, at: number, refuse: Refuse) => {
  const name = `${valueText} ${entryText ?? ''}`;
  const kept = daysKept.get(name);
  if (kept !== undefined) return kept;
  const valueOn = swiftDay(valueText, at, refuse);
  const days = { valueOn, bookedOn: entryText === undefined ? valueOn : nearestDay(entryText, valueOn) };
  if (daysKept.size >= DAYS_KEPT_MAX) daysKept.clear();
  daysKept.set(name, days);
  return days;
};

/** A field :61: with its supplementary details, if any. @throws BadFile */
export const statementLine = (lines: readonly string[], currency: string, at: number, refuse: Refuse): BankLine => {
  const [first = '', ...supplementary] = lines;
  const [, valueText = '', entryText, mark = '', , digits = '', code, rest = ''] = LINE.exec(first) ?? [];
  const means = MARKS[mark];
  if (code === undefined || means === undefined)
    return refuse(at, 'malformed', 'A :61: is YYMMDD, MMDD, C, D, RC or RD, the amount, the type and references.');
  if (supplementary.length > 1) refuse(at, 'malformed', 'A :61: has at most one line of supplementary details.');
  const amount = swiftAmount(digits, currency, at, refuse);
  const { valueOn, bookedOn } = daysOf(valueText, entryText, at, refuse);
  if (bookedOn === undefined) return refuse(at, 'value', 'There is no such entry date near the value date.');
  return {
    ...plainLine,
    at,
    state: means.pending ? 'pending' : 'booked',
    bookedOn,
    valueOn,
    amount: means.sign * amount,
    reversal: means.reversal,
    code,
    ...referencesOf(rest),
    remittance: supplementary[0]?.trim() || undefined,
  };
};
