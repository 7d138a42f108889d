import { type Command, Option } from 'commander';
import { Api } from '../client/api.ts';
import { findTarget } from '../client/find-target.ts';
import { CommandFailure } from '../client/problem-error.ts';
import { nameOf, readText, STDIN } from '../client/read-input.ts';
import { terminal } from '../client/terminal.ts';
import { COLUMNS } from '../import/csv-columns.ts';
import { importJournal } from '../import/import-journal.ts';
import { FORMATS, type Format } from '../import/journal.ts';
import { parseJournal } from '../import/parse-journal.ts';
import { showSummary } from '../import/show-summary.ts';
import { dataOption, isSaid, something, targetOptions, works } from './options.ts';

const HELP = `
JSON lines (see data/household.jsonl): {"account": {"id", ...}} or {"transaction": {"key", ...}} a line, with the
properties of POST /v1/accounts and POST /v1/transactions.

CSV (see data/sample.csv): a first line that names the columns, then a row for each account, entry or posting.
  record = account   ${COLUMNS.account.join(', ')}
  record = entry     ${COLUMNS.entry.join(', ')}
  record = posting   ${COLUMNS.posting.join(', ')}
  all of them        metadata.<key>
Rows of one transaction stand together and share its key. Amounts are digits in minor units (1050 is 10.50 USD),
overdraft is none, unlimited or such a limit, times are as in 2026-01-31T12:00:00Z. What is said of a transaction in any
of its rows counts. A file with any other column is refused before anything is sent.

Keys make an import safe to repeat. A refusal stands under its key for ever: once its cause is mended, --retry-refused
books the line under a key made of it ("t1" becomes "t1~retry-1"), once.`;

const formatOf = (file: string, text: string): Format => {
  if (file !== STDIN) return file.toLowerCase().endsWith('.csv') ? 'csv' : 'jsonl';
  return /^\uFEFF?\s*\{/.test(text) ? 'jsonl' : 'csv';
};

/** `folio import FILE`: a journal into accounts and transactions through the API; exit 1 when a line was refused. */
export const importCommand = (program: Command): void => {
  const command = works(program.command('import'))
    .argument('<file>', 'a journal; - reads it from the standard input', something)
    .description('bring a journal into accounts and transactions');
  targetOptions(command)
    .addOption(dataOption())
    .addOption(new Option('--format <format>', 'by the ending of the file when absent').choices(FORMATS))
    .option('--retry-refused', 'try lines anew whose refusals stand under their keys: what is missing is booked once')
    .addHelpText('after', HELP)
    .action(async (file: string, options) => {
      const out = terminal(program.opts().json === true);
      const target = await findTarget(options, isSaid(command, 'data'));
      const text = (await readText(file)).replace(/^\uFEFF/, '');
      const journal = parseJournal(text, options.format ?? formatOf(file, text));
      if (journal.accounts.length + journal.transactions.length === 0)
        throw new CommandFailure(`${nameOf(file)} holds no account and no transaction.`);
      const retryRefused = options.retryRefused === true;
      const progress = (done: number, total: number): void => out.progress(`${done} of ${total} lines`);
      const summary = await importJournal(new Api(target), journal, { retryRefused, progress });
      showSummary(summary, out, { counts: 'line', retryRefused });
      out.result(summary);
      const { refusals, differing } = summary;
      if (refusals.length > 0 || differing.length > 0) process.exitCode = 1;
    });
};
