import type { Command } from 'commander';
import * as z from 'zod';
import { exponentOf } from '../../functions/kernel/values/currencies.ts';
import { formatMajor } from '../../functions/kernel/values/money.ts';
import { plain } from '../client/answers.ts';
import { hint } from '../client/hints.ts';
import { CommandFailure } from '../client/problem-error.ts';
import { said } from '../client/said.ts';
import { terminal } from '../client/terminal.ts';
import { apiOf } from './api-of.ts';
import { civilDay, currencyCode, dataOption, something, targetOptions, works } from './options.ts';
import { journalCommand } from './statements-journal.ts';

/** 1,000 entries a call: ten million of one account. */
const CALLS_MAX = 10_000;

const rebuilt = z.object({ entries: z.int(), nextCursor: z.string().nullable() });
const minor = z.string().regex(/^-?\d{1,28}$/);
const trialBalance = z.object({
  at: z.string().nullable(),
  accounts: z.array(z.object({ account: z.string(), currency: z.string(), debit: minor, credit: minor })),
  totals: z.array(z.object({ currency: z.string(), debits: minor, credits: minor, difference: minor })),
  gapFree: z.boolean(),
});

interface Options {
  readonly currency?: string;
  readonly data: string;
}

/** `folio statements`: what the statements of the deployment are made of. */
export const statementsCommand = (program: Command): void => {
  const group = program
    .command('statements')
    .description('histories behind statements: trial balance, journal, rebuild');
  const balance = group
    .command('trial-balance')
    .description('debits and credits of every account, and their difference');
  targetOptions(balance)
    .addOption(dataOption())
    .option('--at <day>', 'the end of this day in UTC; now when absent', civilDay)
    .option('--currency <code>', 'accounts in this currency alone', currencyCode)
    .action(async (options: Options & { readonly at?: string }) => {
      const out = terminal(program.opts().json === true);
      const api = await apiOf(options, balance);
      const { at, currency } = options;
      const query = said({ at, currency });
      const found = await api.ask((folio) => folio.GET('/v1/trial-balance', { params: { query } }), trialBalance);
      const money = (text: string, of: string) => formatMajor(BigInt(text), exponentOf(of) ?? 0).padStart(20);
      for (const one of found.accounts)
        out.line(
          `${plain(one.account).padEnd(40)} ${one.currency}${money(one.debit, one.currency)}${money(one.credit, one.currency)}`,
        );
      for (const one of found.totals)
        out.line(
          `${'total'.padEnd(40)} ${one.currency}${money(one.debits, one.currency)}${money(one.credits, one.currency)}`,
        );
      const off = found.totals.filter(({ difference }) => difference !== '0');
      for (const { currency: of, difference } of off) out.line(`Not equal in ${of}: ${money(difference, of).trim()}.`);
      if (found.accounts.length === 0)
        out.line(`No money has moved${currency === undefined ? '' : ` in ${currency}`}.`);
      if (!found.gapFree)
        out.note(
          `An entry is missing. To take the history of an account over again: ${hint('statements', 'rebuild', 'ACCOUNT')}`,
        );
      out.result(found);
      if (off.length > 0 || !found.gapFree) process.exitCode = 1;
    });
  journalCommand(program, group);
  const rebuild = group.command('rebuild').description("take an account's history over from the ledger again");
  targetOptions(works(rebuild))
    .argument('<account>', 'the account', something)
    .addOption(dataOption())
    .option('--currency <code>', 'of a system account with several', currencyCode)
    .action(async (account: string, options: Options) => {
      const out = terminal(program.opts().json === true);
      const api = await apiOf(options, rebuild);
      let [entries, cursor] = [0, undefined as string | undefined];
      for (let calls = 0; calls < CALLS_MAX; calls += 1) {
        const { currency } = options;
        const params = { path: { account }, query: said({ currency, cursor }) };
        const done = await api.ask((folio) => folio.POST('/v1/statements/{account}/rebuild', { params }), rebuilt);
        entries += done.entries;
        out.progress(`${entries} entries`);
        if (done.nextCursor === null) {
          out.line(`${account}: ${entries} entries are as the ledger has them.`);
          out.result({ account, entries });
          return;
        }
        cursor = done.nextCursor;
      }
      throw new CommandFailure(`${account} has more than ${entries} entries: the rest is not taken over.`);
    });
};
