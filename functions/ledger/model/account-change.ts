import type { Currency } from '../../kernel/values/money.ts';
import type { Account, Rooms } from './account.ts';
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
  /** What is added to its rooms. */
  readonly rooms: Rooms;
  /**
   * The rooms that must be there before: the worst prefix of the lines and not their sum, so that each line finds the room
   * that it would have needed alone, in this order.
   */
  readonly needs: Rooms;
  readonly lines: readonly Line[];
}

const NO_ROOMS: Rooms = { debitRoom: 0n, creditRoom: 0n };

/** What a new line takes from one room and gives to the other: posted money makes room on the other side, held money none. */
export const roomsOf = ({ side, amount, pending }: Pick<Line, 'side' | 'amount' | 'pending'>): Rooms =>
  side === 'debit'
    ? { debitRoom: -amount - pending, creditRoom: amount }
    : { debitRoom: amount, creditRoom: -amount - pending };

const addRooms = (a: Rooms, b: Rooms): Rooms => ({
  debitRoom: a.debitRoom + b.debitRoom,
  creditRoom: a.creditRoom + b.creditRoom,
});

const max = (a: bigint, b: bigint): bigint => (a > b ? a : b);

/** The change with one more transaction after those that it holds. */
export const addMove = (change: AccountChange | undefined, move: Move): AccountChange => {
  const { account, line } = move;
  const before = change?.rooms ?? NO_ROOMS;
  const rooms = addRooms(before, roomsOf(line));
  const needs = change?.needs ?? NO_ROOMS;
  return {
    account,
    currencies: change === undefined ? move.currencies : [...new Set([...change.currencies, ...move.currencies])],
    totals: addLine(change?.totals ?? NO_TOTALS, line),
    rooms,
    needs:
      line.side === 'debit'
        ? { debitRoom: max(needs.debitRoom, -rooms.debitRoom), creditRoom: needs.creditRoom }
        : { debitRoom: needs.debitRoom, creditRoom: max(needs.creditRoom, -rooms.creditRoom) },
    lines: change === undefined ? [line] : [...change.lines, line],
  };
};

/** The account after a line that `refusalBy` did not refuse. */
export const applyLine = (account: Account, line: Line): Account => ({
  ...account,
  ...addLine(account, line),
  ...addRooms(account, roomsOf(line)),
  version: account.version + 1,
});
