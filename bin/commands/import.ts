import { isUtf8 } from 'node:buffer';
import { readFile } from 'node:fs/promises';
import { type Command, Option } from 'commander';
import { Api } from '../client/api.ts';
import { importJournal } from '../client/import-journal.ts';
import { FORMATS, type Format, parseJournal } from '../client/journal.ts';
import { CommandFailure } from '../client/problem-error.ts';
import { findTarget } from '../client/target.ts';
import { terminal } from '../client/terminal.ts';
import { dataOption, targetOptions } from './options.ts';

/** Refusals shown one by one before the rest is only counted. */
const REFUSALS_SHOWN = 20;

/** `folio import FILE`: a journal into accounts and transactions through the API; exit 1 when a line was refused. */
export const importCommand = (program: Command): void => {
  const command = program.command('import <file>').description('bring a journal into accounts and transactions');
  targetOptions(command)
    .addOption(dataOption())
    .addOption(new Option('--format <format>', 'by the ending of the file when absent').choices(FORMATS))
    .action(async (file: string, options) => {
      const out = terminal(program.opts().json === true);
      const format: Format = options.format ?? (file.toLowerCase().endsWith('.csv') ? 'csv' : 'jsonl');
      const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) => {
        throw new CommandFailure(`${file} cannot be read: ${error.code ?? error.message}.`);
      });
      if (!isUtf8(bytes)) throw new CommandFailure(`${file} is not in UTF-8: convert it first.`);
      const journal = parseJournal(new TextDecoder().decode(bytes), format);
      const api = new Api(await findTarget(options));
      const summary = await importJournal(api, journal, (done, total) => out.progress(`${done} of ${total} lines`));
      const { accounts, transactions, refusals } = summary;
      out.line(
        `Accounts: ${accounts.created} created, ${accounts.existing} already there, ${accounts.refused} refused.`,
      );
      out.line(
        `Transactions: ${transactions.committed} committed, ${transactions.replayed} already there, ${transactions.refused} refused.`,
      );
      for (const refused of refusals.slice(0, REFUSALS_SHOWN)) {
        out.line(`  line ${refused.line}: ${refused.what}: ${refused.problem} (${refused.status}). ${refused.detail}`);
      }
      if (refusals.length > REFUSALS_SHOWN)
        out.line(`  and ${refusals.length - REFUSALS_SHOWN} more; --json lists all.`);
      out.result(summary);
      if (refusals.length > 0) process.exitCode = 1;
    });
};
