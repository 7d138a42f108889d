import type { Command } from 'commander';
import { order } from '../client/order.ts';
import { payment, showPayment, waitFor } from '../client/payments.ts';
import { said } from '../client/said.ts';
import { terminal } from '../client/terminal.ts';
import { apiOf } from './api-of.ts';
import { type DestinationOptions, destinationOf, destinationOptions } from './destination.ts';
import {
  currencyCode,
  dataOption,
  dayOrTime,
  keyOption,
  minorUnits,
  something,
  targetOptions,
  works,
} from './options.ts';

interface PayOptions extends DestinationOptions {
  readonly from: string;
  readonly amount: string;
  readonly currency: string;
  readonly scheduledFor?: string;
  readonly reference?: string;
  readonly key?: string;
  readonly wait?: boolean;
  readonly data: string;
}

/** A rail has a minute, and what is later is told by an event. */
const WAIT_MS = 90_000;

/** `folio pay`: promises a payment. */
export const payCommand = (program: Command): void => {
  const command = works(program.command('pay').description('pay from an account to another, or out by a rail'));
  const from = targetOptions(command)
    .addOption(dataOption())
    .requiredOption('--from <account>', 'the account that pays', something);
  destinationOptions(from)
    .requiredOption('--amount <digits>', 'in minor units: 1050 is 10.50 USD', minorUnits)
    .requiredOption('--currency <code>', 'of ISO 4217', currencyCode)
    .option('--scheduled-for <when>', 'a day, such as 2026-12-01, or an RFC 3339 time (at once when absent)', dayOrTime)
    .option('--reference <text>', 'a word of yours', something)
    .addOption(keyOption())
    .option('--wait', 'until it is under way no more')
    .action(async (options: PayOptions, command: Command) => {
      const out = terminal(program.opts().json === true);
      const { from, amount, currency, reference, scheduledFor } = options;
      const to = destinationOf(options);
      const api = await apiOf(options, command);
      const body = said({ from, to, amount, currency, reference, scheduledFor });
      const made = await order(
        api,
        options,
        (folio, header) => folio.POST('/v1/payments', { params: { header }, body }),
        payment,
      );
      const isAwaited = options.wait === true && made.state === 'processing';
      const one = isAwaited ? await waitFor(api, made.id, WAIT_MS, out.progress) : made;
      out.result(one);
      showPayment(one, out);
    });
};
