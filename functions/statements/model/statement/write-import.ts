import type { JournalAccount, JournalTransaction } from './journal.ts';
import type { JournalFormat } from './journal-format.ts';

const accountBody = ({ metadata, name, ...account }: JournalAccount): object => ({
  ...account,
  ...(name === undefined ? {} : { name }),
  ...(Object.keys(metadata).length === 0 ? {} : { metadata }),
});

const transactionBody = ({ id, at, entries, reference, description, metadata }: JournalTransaction): object => ({
  key: id,
  entries,
  effectiveAt: at,
  ...(reference === undefined ? {} : { reference }),
  ...(description === undefined ? {} : { description }),
  ...(Object.keys(metadata).length === 0 ? {} : { metadata }),
});

const nothing = (): string => '';
const plain = {
  begin: nothing,
  currencies: nothing,
  systemAccount: nothing,
  balances: nothing,
  note: nothing,
  needsSide: () => false,
} as const;

/** What `folio import` takes: an account or a transaction a line. */
export const jsonLines: JournalFormat = {
  ...plain,
  account: (account) => `${JSON.stringify({ account: accountBody(account) })}\n`,
  transaction: (one) => `${JSON.stringify({ transaction: transactionBody(one) })}\n`,
};

export type Cells = Readonly<Record<string, string>>;
const cell = (value: string): string => (/[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);

/** A row of such a table. Nothing in it is changed, since it is to be read back. */
export const importRow = (columns: readonly string[], cells: Cells): string =>
  `${columns.map((name) => cell(cells[name] ?? '')).join(',')}\n`;

export const accountCells = ({ id, currency, normalBalance, overdraft, name = '' }: JournalAccount): Cells => {
  const limit = typeof overdraft === 'string' ? overdraft : overdraft.limit;
  return { record: 'account', account: id, currency, normalBalance, overdraft: limit, name };
};

/** A row for each entry. */
export const transactionCells = (one: JournalTransaction): readonly Cells[] => {
  const { id, at, entries, reference = '', description = '' } = one;
  return entries.map((entry) => ({ record: 'entry', key: id, ...entry, effectiveAt: at, reference, description }));
};

/** Of what is known before the first row: no metadata, each key of which is a column. */
const COLUMNS = [
  ...['record', 'key', 'amount', 'currency', 'account', 'direction', 'reference', 'description', 'effectiveAt'],
  ...['normalBalance', 'overdraft', 'name'],
];

/** The same as a table: a row for each account and each entry. */
export const importCsv: JournalFormat = {
  ...plain,
  begin: () => `${COLUMNS.join(',')}\n`,
  account: (account) => importRow(COLUMNS, accountCells(account)),
  transaction: (one) =>
    transactionCells(one)
      .map((cells) => importRow(COLUMNS, cells))
      .join(''),
};
