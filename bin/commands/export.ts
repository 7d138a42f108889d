import { type Command, Option } from 'commander';
import { writeBeancount } from '../../functions/statements/model/statement/write-beancount.ts';
import { writeHledger } from '../../functions/statements/model/statement/write-hledger.ts';
import { writeAll } from '../client/outlet.ts';
import { WrongUse } from '../client/problem-error.ts';
import { terminal } from '../client/terminal.ts';
import { readJournal } from '../export/read-journal.ts';
import { writeImportCsv, writeJsonLines } from '../export/write-import.ts';
import { apiOf } from './api-of.ts';
import { dataOption, targetOptions } from './options.ts';

const WRITERS = {
  beancount: writeBeancount,
  hledger: writeHledger,
  csv: writeImportCsv,
  jsonl: writeJsonLines,
} as const;
type Format = keyof typeof WRITERS;

const HELP = `
Written to the standard output, oldest first. csv and jsonl are what "folio import" takes, with transactions' ids as keys.
beancount and hledger get an assertion of each account's balance, as the ledger has it.
What is held moved nothing, and is left out; of a hold stands what was posted of it, on the day of the hold.`;

/** `folio export`: the whole journal, in the words of another tool. */
export const exportCommand = (program: Command): void => {
  const command = program.command('export').description('write the whole journal for another tool');
  targetOptions(command)
    .addOption(dataOption())
    .addOption(new Option('--format <format>', 'for which tool').choices(Object.keys(WRITERS)).makeOptionMandatory())
    .addHelpText('after', HELP)
    .action(async (options: { readonly format: Format; readonly data: string }) => {
      if (program.opts().json === true)
        throw new WrongUse('A journal is no single document: --format jsonl has a document a line.');
      const out = terminal(false);
      const api = await apiOf(options, command);
      const { journal, count, close } = await readJournal(api, (done) => out.progress(`${done} transactions`));
      try {
        await writeAll(WRITERS[options.format](journal));
        out.note(
          `${journal.accounts.length} accounts, ${count} transactions, ${journal.asserted.length} balances held against the ledger.`,
        );
      } finally {
        await close();
      }
    });
};
