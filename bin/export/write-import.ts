import type { Journal } from '../../functions/statements/model/statement/journal.ts';
import { writeJournal } from '../../functions/statements/model/statement/journal-format.ts';
import {
  accountCells,
  importRow,
  jsonLines,
  transactionCells,
} from '../../functions/statements/model/statement/write-import.ts';
import { CommandFailure } from '../client/problem-error.ts';
import { COLUMNS, METADATA } from '../import/csv-columns.ts';

/** Columns of metadata that a table may have; JSON lines have no such limit. */
const METADATA_COLUMNS_MAX = 400;

/** What `folio import` takes: an account or a transaction a line. */
export const writeJsonLines = (journal: Journal): AsyncGenerator<string> => writeJournal(jsonLines, journal, undefined);

/** The same as a table, with a column for each key of metadata. */
export async function* writeImportCsv({ accounts, transactions, metadataKeys }: Journal): AsyncGenerator<string> {
  if (metadataKeys.length > METADATA_COLUMNS_MAX)
    throw new CommandFailure(`The journal has more than ${METADATA_COLUMNS_MAX} keys of metadata: export it as jsonl.`);
  const columns = [
    ...new Set(['record', ...COLUMNS.entry, ...COLUMNS.account]),
    ...metadataKeys.map((key) => `${METADATA}${key}`),
  ];
  const told = (metadata: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.entries(metadata).map(([key, value]) => [`${METADATA}${key}`, value]));
  yield importRow(columns, Object.fromEntries(columns.map((name) => [name, name])));
  for (const account of accounts) yield importRow(columns, { ...accountCells(account), ...told(account.metadata) });
  for await (const one of transactions)
    for (const cells of transactionCells(one)) yield importRow(columns, { ...cells, ...told(one.metadata) });
}
