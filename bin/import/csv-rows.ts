import { parse as parseCsv } from 'csv-parse/sync';
import { CommandFailure } from '../client/problem-error.ts';
import { BOOLEANS, COLUMNS, checkedHeader, METADATA, RECORDS, type RecordKind } from './csv-columns.ts';

export interface Row {
  /** Where it begins: a quoted text may go over several lines. */
  readonly line: number;
  readonly kind: RecordKind;
  /** By column; what is empty is not there. */
  readonly cells: ReadonlyMap<string, string>;
}

interface Parsed {
  readonly record: Readonly<Record<string, string>>;
  readonly raw: string;
  readonly info: { readonly lines: number };
}

/** The parser counts the line that a row ends in. */
const lineOf = ({ raw, info }: Parsed): number => info.lines - (raw.trim().split('\n').length - 1);

/** Of a text over several lines the API takes newlines only; and the parser counts CRLF inside quotes as two lines. */
const parse = (text: string): readonly Parsed[] => {
  try {
    return parseCsv(text.replaceAll(/\r\n?/g, '\n'), {
      columns: checkedHeader,
      info: true,
      raw: true,
      bom: true,
      skip_empty_lines: true,
      skip_records_with_empty_values: true,
    }) as unknown as readonly Parsed[];
  } catch (error) {
    if (error instanceof CommandFailure) throw error;
    throw new CommandFailure(`The file is not CSV: ${error instanceof Error ? error.message : String(error)}`);
  }
};

const isKind = (text: string | undefined): text is RecordKind => RECORDS.some((one) => one === text);

const rowOf = (parsed: Parsed): Row => {
  const line = lineOf(parsed);
  const { record: kind, ...rest } = parsed.record;
  if (!isKind(kind))
    throw new CommandFailure(`Line ${line}: the column "record" says "${kind}"; it is ${RECORDS.join(', ')}.`);
  const cells = new Map(Object.entries(rest).filter(([, value]) => value !== ''));
  for (const [name, value] of cells) {
    if (!COLUMNS[kind].includes(name) && !name.startsWith(METADATA))
      throw new CommandFailure(
        `Line ${line}: "${name}" says nothing of a row that is an ${kind}. Nothing was sent.`.replace(
          'an posting',
          'a posting',
        ),
      );
    if (BOOLEANS.has(name) && value !== 'true' && value !== 'false')
      throw new CommandFailure(`Line ${line}: "${name}" says "${value}"; it is true or false. Nothing was sent.`);
  }
  if (kind !== 'account' && !cells.has('key'))
    throw new CommandFailure(`Line ${line}: the column "key" is empty; it says which transaction the row is of.`);
  if (kind === 'account' && !cells.has('account'))
    throw new CommandFailure(`Line ${line}: the column "account" is empty; it is the id of the account.`);
  return { line, kind, cells };
};

/**
 * The rows of a table with a header line (RFC 4180). @throws CommandFailure that names the line, where a row or a column says
 * what nothing would read
 */
export const readRows = (text: string): readonly Row[] => parse(text).map(rowOf);
