import { type Command, Option } from 'commander';
import type { components } from '../../clients/typescript/src/api.ts';
import { STATEMENT_FORMATS } from '../../functions/kernel/formats/statement/formats.ts';
import {
  accountLine,
  bankAccount,
  bankFile,
  breakLine,
  breaks,
  fileLines,
  proof,
  proofLines,
} from '../client/banks.ts';
import { hint } from '../client/hints.ts';
import { order } from '../client/order.ts';
import { CommandFailure } from '../client/problem-error.ts';
import { nameOf, readBytes } from '../client/read-input.ts';
import { said } from '../client/said.ts';
import { terminal } from '../client/terminal.ts';
import { readMapping } from '../reconcile/read-mapping.ts';
import { apiOf } from './api-of.ts';
import { bankBreaksCommand } from './bank-breaks.ts';
import {
  civilDay,
  currencyCode,
  dataOption,
  keyOption,
  minorUnits,
  something,
  targetOptions,
  works,
} from './options.ts';

interface Options {
  readonly data: string;
  readonly number: readonly string[];
  readonly currency: string;
  readonly account: string;
  readonly timeZone?: string;
  readonly name?: string;
  readonly approvalFrom?: string;
  readonly bank: string;
  readonly format?: (typeof STATEMENT_FORMATS)[number];
  readonly mapping?: string;
  readonly at?: string;
  readonly all?: boolean;
  readonly key?: string;
}

const BANK = ['--bank <id>', 'a bank account, ban_...', something] as const;
const each = (text: string, before: readonly string[] = []): readonly string[] => [...before, something(text)];

const HELP = `
Every morning: "folio banks put" each file of the night, "folio banks show", and "folio banks resolve" what "folio banks breaks" lists.
"folio reconcile" holds files against the ledger without keeping anything.

Exit codes: 0 done, or the day proved; 1 refused, or a day that is not proved; 2 wrong use.`;

/** `folio banks`: accounts at banks, what banks say of them, and what differs from the ledger. */
export const banksCommand = (program: Command): void => {
  const banks = program
    .command('banks')
    .description("keep banks' statements, and resolve where they and the ledger differ")
    .addHelpText('after', HELP);
  const outOf = () => terminal(program.opts().json === true);

  const add = targetOptions(
    works(banks.command('add').description('say which account of the ledger mirrors one of a bank')),
  );
  add
    .addOption(dataOption())
    .requiredOption('--number <iban or number>', 'as files of the bank name it; again for another one', each)
    .requiredOption('--currency <code>', 'of both accounts', currencyCode)
    .requiredOption('--account <id>', 'the account of the ledger', something)
    .option('--time-zone <name>', 'in which entries get their day (UTC when absent)', something)
    .option('--name <text>', 'for people', something)
    .option('--approval-from <amount>', 'minor units from which another client agrees (0 when absent)', minorUnits)
    .addOption(keyOption())
    .action(async (options: Options, command: Command) => {
      const out = outOf();
      const { number: numbers, currency, account, timeZone, name, approvalFrom } = options;
      const body = said({ numbers, currency, account, timeZone, name, approvalFrom });
      const api = await apiOf(options, command);
      const made = await order(
        api,
        options,
        (folio, header) => folio.POST('/v1/bank-accounts', { params: { header }, body }),
        bankAccount,
      );
      out.result(made);
      out.line(accountLine(made));
    });

  targetOptions(banks.command('list').description('bank accounts'))
    .addOption(dataOption())
    .action(async (options: Options, command: Command) => {
      const out = outOf();
      const api = await apiOf(options, command);
      const page = await api.ask((folio) => folio.GET('/v1/bank-accounts'), bankAccount.list);
      out.result(page);
      for (const one of page.data) out.line(accountLine(one));
      if (page.data.length === 0) out.line(`No bank accounts. Add one with ${hint('banks', 'add')}.`);
    });

  const put = targetOptions(works(banks.command('put').description('hand in a file of a bank, up to 4 MB')));
  put
    .argument('<file>', 'camt.053, camt.054, MT940, BAI2, OFX, CSV; - reads it from the standard input', something)
    .addOption(dataOption())
    .requiredOption(...BANK)
    .addOption(new Option('--format <format>', 'by the beginning of the file when absent').choices(STATEMENT_FORMATS))
    .option('--mapping <file>', 'of a CSV: what its columns mean, as the help of reconcile shows it', something)
    .addOption(keyOption())
    .action(async (path: string, options: Options, command: Command) => {
      const out = outOf();
      const { bank: id, format, mapping } = options;
      const bytes = await readBytes(path);
      if (bytes.length === 0) throw new CommandFailure(`${nameOf(path)} is empty: nothing was handed in.`);
      const content = bytes.toString('base64');
      const columns = mapping === undefined ? undefined : await readMapping(mapping);
      // It was read from JSON: what is optional of a mapping is absent, and never undefined.
      const body = said({ content, format, mapping: columns }) as components['schemas']['NewBankStatement'];
      const api = await apiOf(options, command);
      const file = await order(
        api,
        options,
        (folio, header) => folio.POST('/v1/bank-accounts/{id}/statements', { params: { path: { id }, header }, body }),
        bankFile,
      );
      out.result(file);
      for (const line of fileLines(nameOf(path), file)) out.line(line);
    });

  targetOptions(banks.command('show').description('the proof of a day: both balances, and what makes the difference'))
    .addOption(dataOption())
    .requiredOption(...BANK)
    .option('--at <day>', 'YYYY-MM-DD; the newest day that there is a statement of when absent', civilDay)
    .action(async (options: Options, command: Command) => {
      const out = outOf();
      const { bank, at } = options;
      const api = await apiOf(options, command);
      const params = { path: { bankAccount: bank }, query: said({ at }) };
      const found = await api.ask((folio) => folio.GET('/v1/reconciliations/{bankAccount}', { params }), proof);
      out.result(found);
      for (const line of proofLines(found)) out.line(line);
      if (!found.proved) throw new CommandFailure(`The day ${found.day} is not proved.`);
    });

  targetOptions(banks.command('breaks').description('what differs, the oldest first'))
    .addOption(dataOption())
    .requiredOption(...BANK)
    .option('--all', 'those too that are resolved')
    .action(async (options: Options, command: Command) => {
      const out = outOf();
      const api = await apiOf(options, command);
      const state = options.all === true ? 'all' : 'open';
      const params = { path: { bankAccount: options.bank }, query: { state } } as const;
      const found = await api.ask((folio) => folio.GET('/v1/reconciliations/{bankAccount}/breaks', { params }), breaks);
      out.result(found);
      for (const one of found.data) out.line(breakLine(one, found.currency));
      if (found.data.length === 0) out.line(`No breaks up to ${found.day}.`);
    });

  bankBreaksCommand(banks, outOf);
};
