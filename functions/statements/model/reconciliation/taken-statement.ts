import type { BankLine, StatementHead } from '../../../kernel/formats/statement/statement.ts';
import type { CivilDate } from '../../../kernel/values/civil-date.ts';

/** A line with the name that it keeps for ever. */
export interface NamedLine {
  readonly id: string;
  readonly line: BankLine;
}

export interface TakenStatement {
  readonly account: string;
  readonly currency: string;
  readonly identity: string;
  readonly from: CivilDate;
  readonly to: CivilDate;
  readonly opening: bigint | undefined;
  readonly closing: bigint | undefined;
  readonly lines: readonly NamedLine[];
  readonly createdAt: string | undefined;
  readonly page: StatementHead['page'];
  readonly notifies: boolean;
}

export const booked = (lines: readonly NamedLine[]): readonly NamedLine[] =>
  lines.filter(({ line }) => line.state === 'booked');
