import type {
  Journal,
  JournalAccount,
  JournalTransaction,
} from '../../functions/statements/model/statement/journal.ts';
import { CommandFailure } from '../client/problem-error.ts';
import { COLUMNS, METADATA } from '../import/csv-columns.ts';

/** Columns of metadata that a table may have; JSON lines have no such limit. */
const METADATA_COLUMNS_MAX = 400;

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

/** What `folio import` takes: an account or a transaction a line. */
export async function* writeJsonLines({ accounts, transactions }: Journal): AsyncGenerator<string> {
  for (const account of accounts) yield `${JSON.stringify({ account: accountBody(account) })}\n`;
  for await (const one of transactions) yield `${JSON.stringify({ transaction: transactionBody(one) })}\n`;
}

const cell = (value: string): string => (/[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);

/** The same as a table: a row for each account and each entry. Nothing in it is changed, since it is to be read back. */
export async function* writeImportCsv({ accounts, transactions, metadataKeys }: Journal): AsyncGenerator<string> {
  if (metadataKeys.length > METADATA_COLUMNS_MAX)
    throw new CommandFailure(`The journal has more than ${METADATA_COLUMNS_MAX} keys of metadata: export it as jsonl.`);
  const columns = [
    ...new Set(['record', ...COLUMNS.entry, ...COLUMNS.account]),
    ...metadataKeys.map((key) => `${METADATA}${key}`),
  ];
  const row = (cells: Readonly<Record<string, string>>): string =>
    `${columns.map((name) => cell(cells[name] ?? '')).join(',')}\n`;
  const told = (metadata: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.entries(metadata).map(([key, value]) => [`${METADATA}${key}`, value]));
  yield `${columns.map(cell).join(',')}\n`;
  for (const { id, currency, normalBalance, overdraft, name = '', metadata } of accounts) {
    const limit = typeof overdraft === 'string' ? overdraft : overdraft.limit;
    yield row({ record: 'account', account: id, currency, normalBalance, overdraft: limit, name, ...told(metadata) });
  }
  for await (const { id, at, entries, reference = '', description = '', metadata } of transactions)
    for (const entry of entries)
      yield row({ record: 'entry', key: id, ...entry, effectiveAt: at, reference, description, ...told(metadata) });
}
