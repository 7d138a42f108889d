import { BadFile } from '../../../kernel/formats/bad-file.ts';
import type { StatementFormat } from '../../../kernel/formats/statement/formats.ts';
import { DETECT_BYTES, detectFormat, openReader } from '../../../kernel/formats/statement/open-reader.ts';
import { STATEMENTS_MAX } from '../../contract/bank-schemas.ts';
import { FileTaking } from '../reconciliation/bank-statements.ts';
import type { TakenStatement } from '../reconciliation/taken-statement.ts';
import { type BankAccount, numberKey } from './bank-account.ts';
import type { FileRefusal } from './bank-file.ts';
import { type Declared, placeOf } from './bank-reading.ts';
import { statementsOut } from './statements-json.ts';

export type ReadBankFile =
  | {
      readonly is: 'read';
      readonly format: StatementFormat;
      readonly own: readonly TakenStatement[];
      readonly others: number;
    }
  | { readonly is: 'refused'; readonly format: StatementFormat | undefined; readonly refusal: FileRefusal };

/** What is kept of the statements themselves in the one item of their file, beside the gaps between them. */
const HEADS_BYTES_MAX = 150_000;
const PIECE_BYTES = 64 * 1024;
/** Lines of one file: they are held until its last byte has been read. */
const LINES_MAX = 50_000;

const sourceOf = (bytes: Uint8Array, { format, mapping }: Declared) => {
  const known = format ?? (mapping === undefined ? detectFormat(bytes.subarray(0, DETECT_BYTES)) : 'csv');
  if (known === undefined)
    return 'The beginning of the file shows no format: say one with format, or for CSV its mapping.';
  if (known !== 'csv') return { format: known };
  return mapping === undefined
    ? 'CSV says nothing of itself: say what its columns mean with mapping.'
    : { format: known, mapping };
};

const readAll = (bytes: Uint8Array, source: Parameters<typeof openReader>[0]): readonly TakenStatement[] | string => {
  const reader = openReader(source);
  const taking = new FileTaking();
  for (let at = 0; at < bytes.length; at += PIECE_BYTES) {
    for (const part of reader.push(bytes.subarray(at, at + PIECE_BYTES))) taking.take(part);
    if (taking.count > LINES_MAX) return `The file has more than ${LINES_MAX} lines: hand it in by parts.`;
  }
  for (const part of reader.end()) taking.take(part);
  return taking.statements;
};

const ofAccount = (
  { numbers, currency }: Pick<BankAccount, 'numbers' | 'currency'>,
  statements: readonly TakenStatement[],
): readonly TakenStatement[] | FileRefusal => {
  const own = statements.filter(({ account }) => numbers.includes(numberKey(account)));
  if (statements.length === 0) return { detail: 'The file holds neither a line nor a balance.', place: undefined };
  if (own.length === 0) return { detail: 'The file is of other accounts than this one.', place: undefined };
  const foreign = own.find((one) => one.currency !== currency);
  if (foreign !== undefined)
    return { detail: `The statement is in ${foreign.currency}, the account in ${currency}.`, place: placeOf(foreign) };
  if (own.length > STATEMENTS_MAX)
    return { detail: `The file has more than ${STATEMENTS_MAX} statements of this account.`, place: undefined };
  const heads = own.map(({ lines, ...head }) => ({ ...head, lines: lines.length }));
  if (Buffer.byteLength(statementsOut(heads)) > HEADS_BYTES_MAX)
    return { detail: 'The names of its statements are too long together: hand it in by parts.', place: undefined };
  return own;
};

/** A file of a bank, read to its last byte: nothing of it counts where any of it is wrong. */
export const readBankFile = (
  account: Pick<BankAccount, 'numbers' | 'currency'>,
  bytes: Uint8Array,
  declared: Declared,
): ReadBankFile => {
  const source = sourceOf(bytes, declared);
  if (typeof source === 'string')
    return { is: 'refused', format: declared.format, refusal: { detail: source, place: undefined } };
  const { format } = source;
  try {
    const read = readAll(bytes, source);
    if (typeof read === 'string') return { is: 'refused', format, refusal: { detail: read, place: undefined } };
    const own = ofAccount(account, read);
    if ('detail' in own) return { is: 'refused', format, refusal: own };
    return { is: 'read', format, own, others: read.length - own.length };
  } catch (error) {
    if (!(error instanceof BadFile)) throw error;
    return { is: 'refused', format, refusal: { detail: error.message, place: `line ${error.line}` } };
  }
};
