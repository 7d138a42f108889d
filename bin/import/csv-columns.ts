import type * as z from 'zod';
import { newTransactionShape } from '../../functions/ledger/contract/transaction.ts';
import { CommandFailure } from '../client/problem-error.ts';

/** What a row is, by its column `record`. */
export const RECORDS = ['account', 'entry', 'posting'] as const;
export type RecordKind = (typeof RECORDS)[number];

export const METADATA = 'metadata.';

/** Properties of a transaction that are no column of their own: they are made of the rows, or stand one key a column. */
const COMPOSED = new Set(['currency', 'postings', 'entries', 'metadata']);
const plain: readonly (readonly [string, z.ZodType])[] = Object.entries(newTransactionShape).filter(
  ([name]) => !COMPOSED.has(name),
);

/** Each property of a transaction that the API takes, so that both formats can say the same. */
export const OF_TRANSACTION: readonly string[] = plain.map(([name]) => name);
/** Those that are `true` or `false`; false is what is meant where nothing is said. */
export const BOOLEANS: ReadonlySet<string> = new Set(
  plain.filter(([, schema]) => schema.safeParse(true).success).map(([name]) => name),
);

const LINE = ['key', 'amount', 'currency'] as const;
/** The columns that say something in a row of each kind; metadata does in all. */
export const COLUMNS: Readonly<Record<RecordKind, readonly string[]>> = {
  account: ['account', 'currency', 'normalBalance', 'overdraft', 'name'],
  entry: [...LINE, 'account', 'direction', ...OF_TRANSACTION],
  posting: [...LINE, 'from', 'to', ...OF_TRANSACTION],
};

const KNOWN = ['record', ...new Set(Object.values(COLUMNS).flat())];
/** For the help and for whoever names another column. */
export const COLUMN_NAMES = `${KNOWN.join(', ')}, ${METADATA}<key>`;

const plainly = (name: string): string => name.toLowerCase().replace(/[^a-z]/g, '');

const refused = (name: string): CommandFailure => {
  const meant = KNOWN.find((known) => plainly(known) === plainly(name));
  const hint = meant === undefined ? `The columns are ${COLUMN_NAMES}.` : `Did you mean "${meant}"?`;
  return new CommandFailure(`Line 1: there is no column "${name}". ${hint} Nothing was sent.`);
};

/** Whether a table of one column was cut at the wrong sign: semicolons and tabs come from spreadsheets of other countries. */
const otherSeparator = ([only, ...more]: readonly string[]): string | undefined => {
  if (more.length > 0 || only === undefined) return undefined;
  if (only.includes(';')) return 'semicolons';
  return only.includes('\t') ? 'tabs' : undefined;
};

/**
 * The columns that the first line names.
 *
 * @throws CommandFailure for a name that is unknown, empty or there twice, without the column `record`, and where semicolons or tabs
 * separate them
 */
export const checkedHeader = (names: readonly string[]): string[] => {
  const separator = otherSeparator(names);
  if (separator !== undefined)
    throw new CommandFailure(`Line 1: the columns are separated by ${separator}; save the file with commas.`);
  for (const [index, name] of names.entries()) {
    if (name === '') throw new CommandFailure(`Line 1: column ${index + 1} has no name. Nothing was sent.`);
    if (names.indexOf(name) !== index)
      throw new CommandFailure(`Line 1: the column "${name}" stands there twice. Nothing was sent.`);
    const isMetadata = name.startsWith(METADATA) && name.length > METADATA.length;
    if (!isMetadata && !KNOWN.includes(name)) throw refused(name);
  }
  if (!names.includes('record'))
    throw new CommandFailure(
      `Line 1: the column "record" is missing: it says of each row whether it is ${RECORDS.join(', ')}.`,
    );
  return [...names];
};
