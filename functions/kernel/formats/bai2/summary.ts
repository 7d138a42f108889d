import type { CivilDate } from '../../values/civil-date.ts';
import type { Refuse } from '../statement/refuse.ts';
import type { StatedBalance } from '../statement/statement.ts';
import { bai2Amount } from './details.ts';
import { Fields } from './fields.ts';
import { funds } from './funds.ts';
import type { Bai2Record } from './records.ts';
import { STATUS } from './type-codes.ts';

export interface Summary {
  readonly account: string;
  /** Empty where the record names none. */
  readonly currency: string;
  readonly opening: StatedBalance | undefined;
  readonly closing: StatedBalance | undefined;
  readonly available: StatedBalance | undefined;
  /** Sum of every amount of the record, for the control total. */
  readonly counted: bigint;
}

/** A record 03: the account, and amounts by type code. @throws BadFile */
export const summary = (record: Bai2Record, asOf: CivilDate, refuse: Refuse): Summary => {
  const { at } = record;
  const fields = new Fields(record);
  const account = fields.next();
  const currency = fields.next().toUpperCase();
  if (account === '') return refuse(at, 'malformed', 'The account is empty.');
  const amounts = new Map<string, bigint>();
  let counted = 0n;
  while (fields.more) {
    const code = fields.next();
    const text = fields.next();
    fields.next();
    funds(fields, at, refuse);
    if (code === '' && text === '') continue;
    if (!/^\d{3}$/.test(code)) return refuse(at, 'malformed', 'A type code has three digits.');
    const amount = bai2Amount(text, at, refuse);
    counted += amount;
    if (amounts.has(code) && amounts.get(code) !== amount)
      return refuse(at, 'totals', `The record states the amount of type ${code} twice, and differently.`);
    if (text !== '') amounts.set(code, amount);
  }
  const balance = (code: string): StatedBalance | undefined => {
    const amount = amounts.get(code);
    return amount === undefined ? undefined : { amount, on: asOf };
  };
  return {
    account,
    currency,
    opening: balance(STATUS.openingLedger),
    closing: balance(STATUS.closingLedger),
    available: balance(STATUS.closingAvailable),
    counted,
  };
};
