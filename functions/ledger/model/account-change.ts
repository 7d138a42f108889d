import type { Currency } from '../../kernel/values/money.ts';
import type { Account, Headroom } from './account.ts';
import type { Line } from './entry.ts';
import { addLine, NO_TOTALS, type Totals } from './entry-history.ts';
import type { Move } from './transaction-plan.ts';

/** What one store transaction does to one account: new transactions in their order, netted into one update. */
export interface AccountChange {
  readonly account: string;
  /** All that its moves name; the account's own must be the only one. */
  readonly currencies: readonly Currency[];
  /** What is added to the account's totals. */
  readonly totals: Totals;
  /** What is added to its headroom. */
  readonly headroom: Headroom;
  /**
   * The headroom that must be there before: the worst prefix of the lines and not their sum, so that each line finds the headroom
   * that it would have needed alone, in this order.
   */
  readonly needs: Headroom;
  readonly lines: readonly Line[];
}

const NO_HEADROOM: Headroom = { debitHeadroom: 0n, creditHeadroom: 0n };

/** What a new line takes from one side's headroom and gives to the other's: posted money adds to the other side, held money does not. */
export const headroomChange = ({ side, amount, pending }: Pick<Line, 'side' | 'amount' | 'pending'>): Headroom =>
  side === 'debit'
    ? { debitHeadroom: -amount - pending, creditHeadroom: amount }
    : { debitHeadroom: amount, creditHeadroom: -amount - pending };

const addHeadroom = (a: Headroom, b: Headroom): Headroom => ({
  debitHeadroom: a.debitHeadroom + b.debitHeadroom,
  creditHeadroom: a.creditHeadroom + b.creditHeadroom,
});

const max = (a: bigint, b: bigint): bigint => (a > b ? a : b);

/** The change with one more transaction after those that it holds. */
export const addMove = (change: AccountChange | undefined, move: Move): AccountChange => {
  const { account, line } = move;
  const before = change?.headroom ?? NO_HEADROOM;
  const headroom = addHeadroom(before, headroomChange(line));
  const needs = change?.needs ?? NO_HEADROOM;
  return {
    account,
    currencies: change === undefined ? move.currencies : [...new Set([...change.currencies, ...move.currencies])],
    totals: addLine(change?.totals ?? NO_TOTALS, line),
    headroom,
    needs:
      line.side === 'debit'
        ? { debitHeadroom: max(needs.debitHeadroom, -headroom.debitHeadroom), creditHeadroom: needs.creditHeadroom }
        : { debitHeadroom: needs.debitHeadroom, creditHeadroom: max(needs.creditHeadroom, -headroom.creditHeadroom) },
    lines: change === undefined ? [line] : [...change.lines, line],
  };
};

/** The account after a line that `refusalBy` did not refuse. */
export const applyLine = (account: Account, line: Line): Account => ({
  ...account,
  ...addLine(account, line),
  ...addHeadroom(account, headroomChange(line)),
  version: account.version + 1,
});
