import { type Command, Option } from 'commander';
import type { CivilDate } from '../../functions/kernel/values/civil-date.ts';
import { BASES, type Basis } from '../../functions/statements/contract/bases.ts';
import type { AccountStatement } from '../../functions/statements/model/statement/account-statement.ts';
import { camt053Fault, writeCamt053 } from '../../functions/statements/model/statement/write-camt053.ts';
import { writeCsv } from '../../functions/statements/model/statement/write-csv.ts';
import { writeJson } from '../../functions/statements/model/statement/write-json.ts';
import { mt940Fault, writeMt940 } from '../../functions/statements/model/statement/write-mt940.ts';
import { ofxFault, writeOfx } from '../../functions/statements/model/statement/write-ofx.ts';
import { writeText } from '../../functions/statements/model/statement/write-text.ts';
import { writeAll } from '../client/outlet.ts';
import { CommandFailure, WrongUse } from '../client/problem-error.ts';
import { terminal } from '../client/terminal.ts';
import { readLedgerAccount } from '../statement/account-entries.ts';
import { readStatement } from '../statement/read-statement.ts';
import { apiOf } from './api-of.ts';
import { civilDay, currencyCode, dataOption, isSaid, something, targetOptions } from './options.ts';

const FORMATS = ['text', 'csv', 'json', 'mt940', 'camt.053', 'ofx'] as const;
type Format = (typeof FORMATS)[number];

interface StatementOptions {
  readonly from: CivilDate;
  readonly to: CivilDate;
  readonly format: Format;
  readonly basis: Basis;
  readonly currency?: string;
  readonly as?: string;
  readonly data: string;
}

const fits = (): undefined => undefined;
/** How each format is written, and what keeps a statement from fitting into it. */
const WRITERS: Readonly<
  Record<
    Format,
    {
      readonly fault: (one: AccountStatement) => string | undefined;
      readonly write: (one: AccountStatement, at: string) => Iterable<string>;
    }
  >
> = {
  text: { fault: fits, write: writeText },
  csv: { fault: fits, write: writeCsv },
  json: { fault: fits, write: writeJson },
  mt940: { fault: mt940Fault, write: writeMt940 },
  'camt.053': { fault: camt053Fault, write: writeCamt053 },
  ofx: { fault: ofxFault, write: writeOfx },
};

/** `folio statement ACCOUNT`: opening balance, lines and closing balance of some days; exit 1 where history is not complete. */
export const statementCommand = (program: Command): void => {
  const command = program.command('statement').description('opening balance, lines and closing balance of an account');
  targetOptions(command)
    .argument('<account>', 'the account', something)
    .addOption(dataOption())
    .requiredOption('--from <day>', 'the first day, YYYY-MM-DD in UTC', civilDay)
    .requiredOption('--to <day>', 'the last day', civilDay)
    .addOption(new Option('--format <format>', 'how it is written').choices(FORMATS).default('text'))
    .addOption(new Option('--basis <basis>', 'by the day it counts, or was booked').choices(BASES).default('effective'))
    .option('--currency <code>', 'of a system account with several', currencyCode)
    .option('--as <name>', 'what the account is called in the file', something)
    .action(async (id: string, options: StatementOptions) => {
      const isJson = program.opts().json === true || options.format === 'json';
      const out = terminal(program.opts().json === true);
      const { from, to, basis, currency } = options;
      if (from > to) throw new WrongUse('--from is later than --to.');
      if (program.opts().json === true && isSaid(command, 'format') && options.format !== 'json')
        throw new WrongUse('--json and --format name two formats.');
      const api = await apiOf(options, command);
      const account = await readLedgerAccount(api, id, currency);
      const read = await readStatement(api, account, { from, to, basis }, (entries) =>
        out.progress(`${entries} entries`),
      );
      const statement = { ...read, account: options.as ?? id };
      const { fault, write } = WRITERS[isJson ? 'json' : options.format];
      const unfit = fault(statement);
      if (unfit !== undefined) throw new CommandFailure(unfit);
      await writeAll(write(statement, `${new Date().toISOString().slice(0, 19)}Z`));
      if (statement.complete) return;
      out.note('The statement is not complete: history is still behind the account. Ask again in a moment.');
      process.exitCode = 1;
    });
};
