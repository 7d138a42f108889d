import { setTimeout } from 'node:timers/promises';
import type { Command } from 'commander';
import { plain } from '../client/answers.ts';
import { checkClearing, type Range } from '../client/clearing.ts';
import { CommandFailure } from '../client/problem-error.ts';
import { terminal } from '../client/terminal.ts';
import { apiOf } from './api-of.ts';
import { dataOption, something, targetOptions } from './options.ts';

interface Options {
  readonly rail: string;
  readonly data: string;
}

const told = ({ from, to }: Range): string => (from === to ? String(from) : `${from} to ${to}`);

/** `folio payments clearing`: whether what a rail has is what its payments say. */
export const clearingCommand = (program: Command, payments: Command): void => {
  targetOptions(payments.command('clearing').description('hold the clearing account of a rail against its payments'))
    .addOption(dataOption())
    .requiredOption('--rail <name>', 'such as sepa', something)
    .action(async (options: Options, command: Command) => {
      const out = terminal(program.opts().json === true);
      const check = await checkClearing(await apiOf(options, command), options.rail, setTimeout);
      const { rail, currencies, strangers } = check;
      const text = (range: Range) => ({ from: String(range.from), to: String(range.to) });
      out.result({
        ...check,
        currencies: currencies.map(({ posted, pendingIn, seen, ...one }) => ({
          ...one,
          posted: { ...text(posted), seen: String(seen.posted) },
          pendingIn: { ...text(pendingIn), seen: String(seen.pendingIn) },
        })),
      });
      for (const { currency, posted, pendingIn, seen, balances } of currencies)
        out.line(
          `${plain(rail)}  ${plain(currency)}  ${balances ? 'balances' : 'DOES NOT BALANCE'}  posted ${seen.posted} of ${told(posted)}, held ${seen.pendingIn} of ${told(pendingIn)} minor units`,
        );
      for (const { transactionId, direction, amount, at } of strangers)
        out.line(
          `  no payment over ${plain(rail)}: ${plain(transactionId)}  ${plain(at)}  ${plain(direction)} ${plain(amount)}`,
        );
      if (currencies.length === 0) out.line(`Nothing has been paid over ${plain(rail)}.`);
      if (currencies.some(({ balances }) => !balances))
        throw new CommandFailure(
          `The clearing account of ${plain(rail)} does not balance: see docs/runbooks/payments-clearing.md.`,
        );
    });
};
