import type { Refuse } from '../statement/refuse.ts';
import type { StatedBalance } from '../statement/statement.ts';
import { swiftAmount, swiftDay } from './amounts.ts';

/** `C240131EUR1234,56` of :60a:, :62a:, :64: and :65:. */
const BALANCE = /^([CD])(\d{6})([A-Z]{3})([\d,.]{1,40})$/;

export interface BalanceField extends StatedBalance {
  readonly currency: string;
}

/** D is an overdrawn account. @throws BadFile for any other form */
export const balanceField = (text: string, at: number, refuse: Refuse): BalanceField => {
  const [, mark, date = '', currency = '', digits = ''] = BALANCE.exec(text) ?? [];
  if (mark === undefined) refuse(at, 'malformed', 'A balance is C or D, YYMMDD, the currency and the amount.');
  const amount = swiftAmount(digits, currency, at, refuse);
  return { amount: mark === 'D' ? -amount : amount, on: swiftDay(date, at, refuse), currency };
};
