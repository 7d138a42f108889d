import { type Command, Option } from 'commander';
import * as z from 'zod';
import { exponentOf } from '../../functions/kernel/values/currencies.ts';
import { formatMajor } from '../../functions/kernel/values/money.ts';
import { plain } from '../client/answers.ts';
import { order } from '../client/order.ts';
import { said } from '../client/said.ts';
import { type Terminal, terminal } from '../client/terminal.ts';
import { apiOf } from './api-of.ts';
import {
  currencyCode,
  dataOption,
  keyOption,
  minorUnits,
  something,
  targetOptions,
  wholeNumber,
  works,
} from './options.ts';

const digits = z.string().regex(/^[0-9]{1,28}$/);
const limit = z.looseObject({
  id: z.string(),
  window: z.string(),
  timeZone: z.string(),
  currency: z.string(),
  amount: digits.nullable(),
  count: z.int().nullable(),
  account: z.string().nullable(),
  client: z.string().nullable(),
  rail: z.string().nullable(),
  usage: z.looseObject({ amount: digits, count: z.int(), until: z.string() }).nullable(),
});
type Limit = z.infer<typeof limit>;
const WINDOWS = ['payment', 'day', 'week', 'month'] as const;
const limitList = z.looseObject({ data: z.array(limit) });

interface SetOptions {
  readonly window: (typeof WINDOWS)[number];
  readonly timeZone?: string;
  readonly currency: string;
  readonly amount?: string;
  readonly count?: string;
  readonly account?: string;
  readonly ofClient?: string;
  readonly rail?: string;
  readonly key?: string;
  readonly data: string;
}

const major = (amount: string, currency: string): string =>
  `${formatMajor(BigInt(amount), exponentOf(currency) ?? 0)} ${plain(currency)}`;

const tell = (out: Terminal, one: Limit): void => {
  const { id, window, timeZone, currency, amount, count, usage } = one;
  const most = [amount === null ? [] : major(amount, currency), count === null ? [] : `${count} payments`].flat();
  const of = (['account', 'client', 'rail'] as const).flatMap((name) =>
    one[name] === null ? [] : `${name} ${plain(one[name])}`,
  );
  const whose = of.length === 0 ? 'all payments' : of.join(', ');
  const used = usage === null ? '' : `  used ${major(usage.amount, currency)} in ${usage.count} until ${usage.until}`;
  out.line(`${id}  ${most.join(' and ')} ${plain(window)} (${plain(timeZone)})  ${whose}${used}`);
};

/** `folio payments limits`: what may leave in a payment, a day, a week, a month. */
export const limitsCommand = (program: Command, payments: Command): void => {
  const limits = payments.command('limits').description('list limits with what is used of them, set one, remove one');
  const outOf = () => terminal(program.opts().json === true);

  targetOptions(limits.command('list').description('oldest first'))
    .addOption(dataOption())
    .action(async (options: { readonly data: string }, command: Command) => {
      const out = outOf();
      const api = await apiOf(options, command);
      const all = await api.ask((folio) => folio.GET('/v1/payment-limits'), limitList);
      out.result(all);
      for (const one of all.data) tell(out, one);
      if (all.data.length === 0) out.line('No limits.');
    });

  targetOptions(works(limits.command('set')).description('of the tenant, or of an account, a client, a rail'))
    .addOption(dataOption())
    .addOption(new Option('--window <window>', 'what is counted together').choices(WINDOWS).makeOptionMandatory())
    .requiredOption('--currency <code>', 'of ISO 4217', currencyCode)
    .option('--amount <digits>', 'so much at most, in minor units', minorUnits)
    .option('--count <number>', 'so many payments at most', wholeNumber)
    .option('--time-zone <name>', 'whose days count, such as Europe/Berlin (UTC when absent)', something)
    .option('--account <id>', 'of payments from this account only', something)
    .option('--of-client <id>', 'of payments that this client asks for only', something)
    .option('--rail <name>', 'of payments over this rail only', something)
    .addOption(keyOption())
    .action(async (options: SetOptions, command: Command) => {
      const out = outOf();
      const { window, timeZone, currency, amount, count: text, account, ofClient: client, rail } = options;
      const api = await apiOf(options, command);
      const count = text === undefined ? undefined : Number(text);
      const body = said({ window, timeZone, currency, amount, count, account, client, rail });
      const one = await order(
        api,
        options,
        (folio, header) => folio.POST('/v1/payment-limits', { params: { header }, body }),
        limit,
      );
      out.result(one);
      tell(out, one);
    });

  targetOptions(works(limits.command('remove')).description('payments from now on are not counted against it'))
    .argument('<id>', 'lim_...', something)
    .addOption(dataOption())
    .action(async (id: string, options: { readonly data: string }, command: Command) => {
      const out = outOf();
      const api = await apiOf(options, command);
      await api.ask((folio) => folio.DELETE('/v1/payment-limits/{id}', { params: { path: { id } } }), z.unknown());
      out.result({ id });
      out.line(`${plain(id)} is removed.`);
    });
};
