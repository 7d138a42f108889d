import { type Command, Option } from 'commander';
import { STATEMENT_FORMATS } from '../../functions/kernel/formats/statement/formats.ts';
import { terminal } from '../client/terminal.ts';
import { type FileOptions, readBankFiles } from '../reconcile/read-files.ts';
import { reconcile } from '../reconcile/reconcile.ts';
import { asDocument, show } from '../reconcile/show.ts';
import { apiOf } from './api-of.ts';
import { dataOption, something, targetOptions } from './options.ts';

interface ReconcileOptions extends FileOptions {
  readonly account: string;
  readonly bankAccount?: string;
  readonly data: string;
}

const HELP = `
The format is seen by the beginning of a file; CSV needs --mapping, a JSON file with what its columns mean:
  {"account": "DE02...", "currency": "EUR", "delimiter": ";", "decimal": ",", "dates": "DD.MM.YYYY", "encoding": "windows-1252",
   "columns": {"bookedOn": "Buchungstag", "amount": "Betrag", "remittance": "Verwendungszweck", "balance": "Saldo"}}

Entries are compared by the day that they count, with the transaction's reference, metadata endToEndId or reference, and
metadata counterparty (else the description). Nothing is changed, at the bank or in the ledger.

Exit codes: 0 all lines matched and the day proved; 1 breaks, gaps, or not proved, or a file refused; 2 wrong use.`;

/** `folio reconcile FILES --account ID`: what the bank says, held against the ledger. */
export const reconcileCommand = (program: Command): void => {
  const command = program.command('reconcile').description("hold a bank's statements against an account of the ledger");
  targetOptions(command)
    .argument('<files...>', 'statements: camt.053, camt.054, MT940, BAI2, OFX, CSV')
    .addOption(dataOption())
    .requiredOption('--account <id>', "the ledger's account that mirrors the bank's", something)
    .option('--bank-account <number>', 'which account of the files, where they hold several', something)
    .addOption(new Option('--format <format>', 'by the beginning of each file when absent').choices(STATEMENT_FORMATS))
    .option('--mapping <file>', 'what the columns of a CSV mean', something)
    .addHelpText('after', HELP)
    .action(async (files: readonly string[], options: ReconcileOptions) => {
      const out = terminal(program.opts().json === true);
      const statements = await readBankFiles(files, options);
      const api = await apiOf(options, command);
      const found = await reconcile(api, options.account, statements, options.bankAccount);
      show(found, out);
      out.result(asDocument(found));
      const { breaks, joined, proof, complete } = found;
      if (
        breaks.length > 0 ||
        joined.gaps.length > 0 ||
        joined.missingPages.length > 0 ||
        proof?.proved !== true ||
        !complete
      )
        process.exitCode = 1;
    });
};
