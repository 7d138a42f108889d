import { BadFile } from '../../../../functions/kernel/formats/bad-file.ts';
import type { CsvMapping } from '../../../../functions/kernel/formats/csv/csv-mapping.ts';
import { openReader } from '../../../../functions/kernel/formats/statement/open-reader.ts';
import type {
  BankLine,
  StatementEnd,
  StatementHead,
  StatementPart,
} from '../../../../functions/kernel/formats/statement/statement.ts';

export type Source = 'camt' | 'mt940' | 'bai2' | 'ofx' | CsvMapping;

export interface Statement {
  readonly head: StatementHead;
  readonly lines: readonly BankLine[];
  readonly end: StatementEnd;
}

/** Every part of a file that is read in pieces of a size. */
export const partsOf = (source: Source, file: string | Uint8Array, piece = 1 << 20): readonly StatementPart[] => {
  const bytes = typeof file === 'string' ? Buffer.from(file) : file;
  const reader = openReader(typeof source === 'string' ? { format: source } : { format: 'csv', mapping: source });
  const parts: StatementPart[] = [];
  for (let at = 0; at < bytes.length; at += piece) parts.push(...reader.push(bytes.subarray(at, at + piece)));
  parts.push(...reader.end());
  return parts;
};

/** The statements of a file, in its order. */
export const read = (source: Source, file: string | Uint8Array, piece?: number): readonly Statement[] => {
  const statements: Statement[] = [];
  let open: { readonly head: StatementHead; readonly lines: BankLine[] } | undefined;
  for (const part of partsOf(source, file, piece)) {
    if (part.kind === 'opened') open = { head: part.head, lines: [] };
    else if (part.kind === 'line') open?.lines.push(part.line);
    else if (open !== undefined) statements.push({ ...open, end: part.end });
  }
  return statements;
};

/** The one statement of a file. */
export const readOne = (source: Source, file: string | Uint8Array): Statement => {
  const [one, ...more] = read(source, file);
  if (one === undefined || more.length > 0) throw new Error(`${more.length + 1} statements`);
  return one;
};

/** `fault@line` of the refusal of a file; `taken` where there is none. */
export const refusal = (source: Source, file: string | Uint8Array): string => {
  try {
    partsOf(source, file);
    return 'taken';
  } catch (error) {
    if (error instanceof BadFile) return `${error.fault}@${error.line}`;
    throw error;
  }
};
