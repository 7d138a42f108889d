import type { CsvMapping } from '../../../kernel/formats/csv/csv-mapping.ts';
import type { StatementFormat } from '../../../kernel/formats/statement/formats.ts';
import type { TakenStatement } from '../reconciliation/taken-statement.ts';
import type { BankAccount } from './bank-account.ts';
import type { BankFile, FileRefusal, StatementOfFile } from './bank-file.ts';

export interface Declared {
  readonly format?: StatementFormat | undefined;
  readonly mapping?: CsvMapping | undefined;
}

/** What a file holds of a bank account; its lines are kept by then. Or why nothing of it counts. */
export type FileReading =
  | {
      readonly is: 'read';
      readonly format: StatementFormat;
      readonly own: readonly StatementOfFile[];
      readonly others: number;
    }
  | { readonly is: 'refused'; readonly format: StatementFormat | undefined; readonly refusal: FileRefusal };

/** Reads a file whose bytes are kept, and keeps its lines. */
export type ReadKeptFile = (
  file: Pick<BankFile, 'tenant' | 'id'>,
  account: Pick<BankAccount, 'numbers' | 'currency'>,
  declared: Declared,
) => Promise<FileReading>;

/** Where a statement begins to be seen in its file. */
export const placeOf = ({ lines }: Pick<TakenStatement, 'lines'>): string | undefined => {
  const [first] = lines;
  return first === undefined ? undefined : `line ${first.line.at}`;
};
