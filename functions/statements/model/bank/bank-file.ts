import type { StatementFormat } from '../../../kernel/formats/statement/formats.ts';
import { formatTime } from '../../../kernel/values/time.ts';
import type { Gap } from '../reconciliation/bank-statements.ts';
import type { TakenStatement } from '../reconciliation/taken-statement.ts';

/** A statement without its lines, which lie apart. */
export interface StatementOfFile extends Omit<TakenStatement, 'lines'> {
  readonly lines: number;
}

/** A file of a bank as it was handed in: taken whole, or refused whole. Its bytes are kept either way. */
export interface BankFile {
  readonly tenant: string;
  readonly id: string;
  readonly bankAccount: string;
  readonly format: StatementFormat | undefined;
  readonly bytes: number;
  readonly sha256: string;
  readonly statements: readonly StatementOfFile[];
  readonly others: number;
  readonly gaps: readonly Gap[];
  /** Undefined where it was taken. */
  readonly refusal: FileRefusal | undefined;
  readonly takenBy: string;
  readonly createdAt: number;
}

export interface FileRefusal {
  readonly detail: string;
  /** `line 12` or a path of the file, where that is known. */
  readonly place: string | undefined;
}

const amountOrNull = (amount: bigint | undefined): string | null => (amount === undefined ? null : String(amount));

export const bankFileView = (file: BankFile) => ({
  id: file.id,
  bankAccount: file.bankAccount,
  state: file.refusal === undefined ? ('taken' as const) : ('refused' as const),
  format: file.format ?? null,
  bytes: file.bytes,
  sha256: file.sha256,
  statements: file.statements.map(({ identity, from, to, opening, closing, lines, notifies }) => ({
    ...{ identity, from, to, lines, notifies },
    ...{ opening: amountOrNull(opening), closing: amountOrNull(closing) },
  })),
  others: file.others,
  gaps: file.gaps.map(({ after, before, closed, opens }) => ({
    ...{ after, before },
    ...{ closed: String(closed), opens: String(opens) },
  })),
  refusal: file.refusal === undefined ? null : { detail: file.refusal.detail, place: file.refusal.place ?? null },
  takenBy: file.takenBy,
  createdAt: formatTime(file.createdAt),
});
