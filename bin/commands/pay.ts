import { randomUUID } from 'node:crypto';
import type { Command } from 'commander';
import { payment, tellPayment, waitFor } from '../client/payments.ts';
import { WrongUse } from '../client/problem-error.ts';
import { terminal } from '../client/terminal.ts';
import { underKey } from '../client/unknown-outcome.ts';
import { apiOf } from './api-of.ts';
import { dataOption, idempotencyKey, something, targetOptions, works } from './options.ts';

interface PayOptions {
  readonly from: string;
  readonly to?: string;
  readonly rail?: string;
  readonly destination?: string;
  readonly name?: string;
  readonly iban?: string;
  readonly bic?: string;
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

export const endOf = ({
  to,
  rail,
  destination,
  name,
  iban,
  bic,
}: Pick<PayOptions, 'to' | 'rail' | 'destination' | 'name' | 'iban' | 'bic'>): object => {
  const byIban = name !== undefined && iban !== undefined;
  const none = destination === undefined && name === undefined && iban === undefined && bic === undefined;
  if (to !== undefined && rail === undefined && none) return { account: to };
  if (to === undefined && rail !== undefined && byIban && destination === undefined)
    return { rail, name, iban, ...(bic === undefined ? {} : { bic }) };
  if (to === undefined && rail !== undefined && destination !== undefined && name === undefined && iban === undefined)
    return { rail, destination };
  throw new WrongUse(
    'Say where to: --to <account>; --rail sepa with --name and --iban; or --rail <name> and --destination <text>.',
  );
};

/** `folio pay`: promises a payment. */
export const payCommand = (program: Command): void => {
  const command = works(program.command('pay').description('pay from an account to another, or out by a rail'));
  targetOptions(command)
    .addOption(dataOption())
    .requiredOption('--from <account>', 'the account that pays', something)
    .option('--to <account>', 'the account that is paid', something)
    .option('--rail <name>', 'the way out: sepa, sandbox', something)
    .option('--destination <text>', 'whom the rail pays: of the sandbox ok, slow, refuse, silent ...', something)
    .option('--name <name>', 'who is paid, over sepa', something)
    .option('--iban <iban>', 'the account that is paid, over sepa', something)
    .option('--bic <bic>', 'of its bank, which most find by the IBAN', something)
    .requiredOption('--amount <digits>', 'in minor units: 1050 is 10.50 USD', something)
    .requiredOption('--currency <code>', 'of ISO 4217', something)
    .option('--scheduled-for <when>', 'a day, such as 2026-12-01, or an RFC 3339 time (at once when absent)', something)
    .option('--reference <text>', 'a word of yours', something)
    .option('--key <key>', 'the Idempotency-Key (a new one when absent)', idempotencyKey)
    .option('--wait', 'until it is under way no more')
    .action(async (options: PayOptions, command: Command) => {
      const out = terminal(program.opts().json === true);
      const { from, amount, currency, reference, scheduledFor, key = randomUUID() } = options;
      const to = endOf(options);
      const api = await apiOf(options, command);
      const body = { from, to, amount, currency, reference, scheduledFor };
      const order = () => api.get({ method: 'POST', path: '/v1/payments', body, key }, payment);
      const made = await underKey(key, options.key !== undefined, order);
      const one = options.wait === true && made.state === 'processing' ? await waitFor(api, made.id, WAIT_MS) : made;
      out.result(one);
      tellPayment(one, out);
    });
};
