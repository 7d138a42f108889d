import { Argument, type Command, InvalidArgumentError } from 'commander';
import { CommandFailure } from '../client/problem-error.ts';
import { nameOf, readText } from '../client/read-input.ts';
import { terminal } from '../client/terminal.ts';
import { SOURCES, type SourceName } from '../migrate/book.ts';
import { bookMigration, showMigration } from '../migrate/migrate.ts';
import { READERS } from '../migrate/readers.ts';
import { type Meant, parseMeant, SourceCurrencies } from '../migrate/source-currencies.ts';
import { toJournal } from '../migrate/to-journal.ts';
import { apiOf } from './api-of.ts';
import { dataOption, something, targetOptions, works } from './options.ts';

const HELP = `
  formance    POST /v2/{ledger}/logs/export           --balances: GET /v2/{ledger}/volumes, for a log of before 2.1
  blnk        GET /ledgers, /balances, /transactions: every page, one after another in one file
  tigerbeetle tigerbeetle amqp --timestamp-last=0: the messages, a line each
  beancount   bean-query FILE print > export          --balances: bean-query -f csv FILE
              "SELECT account, currency, sum(number) AS number GROUP BY account, currency"
  hledger     hledger -f FILE print -x -O json        --balances: hledger -f FILE balance -O json --flat -N -E

Without --commit the file alone is read, and nothing is sent: it says what would be made, what has no equal here, each with its place,
and every balance as the source states it beside the one that Folio would hold. With --commit it is booked as "folio import" books, under
keys made of the source's own ids: a second run makes nothing twice. Then each balance is read from the ledger. Where a balance would
differ from the source's, nothing is sent.

--currency says what a name in the export means: '$=USD' for a symbol, 700=USD/2 for whole numbers with two digits behind the point.
A currency without a meaning here stops --commit, unless --without names it: what is in it is listed and not booked. A log of formance or
tigerbeetle does not say where it ends: --last names the newest record that the source has (log id, or timestamp), so that a log that is
cut is not booked. Balances read beside it (--balances) say so too.
--prefix stands before each account's id and in each key, for two books of one program in one tenant.

Exit codes: 0 every balance equal; 1 not equal, not stated, refused, or an export that is not read; 2 wrong use.`;

const currencyOption = (text: string, before: ReadonlyMap<string, Meant>): ReadonlyMap<string, Meant> => {
  const at = text.lastIndexOf('=');
  const meant = parseMeant(text.slice(at + 1));
  if (at < 1 || meant === undefined)
    throw new InvalidArgumentError(
      "It is a name and what it means: '$=USD', or 700=USD/2 with the digits behind the point.",
    );
  return new Map([...before, [text.slice(0, at), meant]]);
};

/** Leaves room for the names behind it: an id has 64 characters. */
const prefixOption = (text: string): string => {
  if (!/^[A-Za-z0-9][A-Za-z0-9_.:-]{0,15}$/.test(text))
    throw new InvalidArgumentError('A prefix has 1 to 16 of A-Z a-z 0-9 _ . : - and begins with a letter or digit.');
  return text;
};

const withoutOption = (name: string, before: ReadonlySet<string>): ReadonlySet<string> =>
  new Set([...before, something(name)]);

const lastOption = (text: string): string => {
  if (!/^(?:0|[1-9]\d{0,38})$/.test(text)) throw new InvalidArgumentError('It is a number: a log id, or a timestamp.');
  return text;
};

interface MigrateOptions {
  readonly data: string;
  readonly balances?: string;
  readonly currency: ReadonlyMap<string, Meant>;
  readonly without: ReadonlySet<string>;
  readonly last?: string;
  readonly prefix: string;
  readonly commit: boolean;
  readonly retryRefused?: boolean;
}

const textOf = async (file: string): Promise<string> =>
  (await readText(file)).replace(/^\uFEFF/, '').replaceAll('\r\n', '\n');

/** `folio migrate SOURCE FILE`: another program's export into accounts and transactions, with each balance proved. */
export const migrateCommand = (program: Command): void => {
  const command = works(program.command('migrate')).description(
    "bring another ledger's export in, and prove its balances",
  );
  targetOptions(command)
    .addArgument(new Argument('<source>', 'the program that wrote the export').choices(SOURCES))
    .argument('<export>', 'the file; - reads it from the standard input', something)
    .addOption(dataOption())
    .option('--balances <file>', 'what the source computes as its balances', something)
    .option(
      '--currency <name=CODE/digits>',
      'what a name in the export means; may be said often',
      currencyOption,
      new Map(),
    )
    .option('--without <name>', 'leaves a currency out; may be said often', withoutOption, new Set())
    .option('--last <number>', 'the newest record of the source: what is cut is not booked', lastOption)
    .option('--prefix <text>', 'before the ids of accounts, and in the keys', prefixOption, '')
    .option('--commit', 'book it; without it nothing is sent', false)
    .option('--retry-refused', 'try again what was refused before: what is missing is booked once')
    .addHelpText('after', HELP)
    .action(async (source: SourceName, file: string, options: MigrateOptions) => {
      const out = terminal(program.opts().json === true);
      const { balances, currency, prefix, commit, retryRefused, without, last } = options;
      const computed = balances === undefined ? [] : [await textOf(balances)];
      const book = READERS[source](await textOf(file), new SourceCurrencies(currency), ...computed);
      const said = { without, last };
      if (book.movements.length + book.accounts.length === 0)
        throw new CommandFailure(`${nameOf(file)} holds no account and no transaction.`);
      const migration = toJournal(book, { source, prefix, now: Date.now() });
      const isWhole = commit
        ? await bookMigration(
            book,
            migration,
            { api: await apiOf(options, command), retryRefused: retryRefused === true, said },
            out,
          )
        : showMigration(book, migration, said, out);
      if (!isWhole) process.exitCode = 1;
    });
};
