import type { Command } from 'commander';
import * as z from 'zod';
import { exponentOf } from '../../functions/kernel/values/currencies.ts';
import { formatMajor } from '../../functions/kernel/values/money.ts';
import { plain } from '../client/answers.ts';
import { order } from '../client/order.ts';
import { endText, payment } from '../client/payments.ts';
import { said } from '../client/said.ts';
import { type Terminal, terminal } from '../client/terminal.ts';
import { apiOf } from './api-of.ts';
import { type DestinationOptions, destinationOf, destinationOptions } from './destination.ts';
import {
  civilDay,
  clockTime,
  currencyCode,
  dataOption,
  keyOption,
  limitOption,
  minorUnits,
  something,
  targetOptions,
  works,
} from './options.ts';

const schedule = z.looseObject({
  id: z.string(),
  state: z.string(),
  from: z.string(),
  to: payment.shape.to,
  amount: z.string().regex(/^[0-9]{1,28}$/),
  currency: z.string(),
  recurrence: z.string(),
  made: z.int(),
  upcoming: z.array(z.string()),
});
type Schedule = z.infer<typeof schedule>;
const page = z.looseObject({ data: z.array(schedule), nextCursor: z.string().nullable() });

interface AddOptions extends DestinationOptions {
  readonly from: string;
  readonly amount: string;
  readonly currency: string;
  readonly recurrence: string;
  readonly startsOn: string;
  readonly timeOfDay?: string;
  readonly timeZone?: string;
  readonly reference?: string;
  readonly key?: string;
  readonly data: string;
}

const tell = (out: Terminal, one: Schedule): void => {
  const { id, state, from, amount, currency, recurrence, made, upcoming } = one;
  const money = `${formatMajor(BigInt(amount), exponentOf(currency) ?? 0)} ${plain(currency)}`;
  const [next] = upcoming;
  const then = next === undefined ? '' : `  next ${plain(next)}`;
  out.line(`${id}  ${state}  ${money}  ${plain(from)} -> ${endText(one)}  ${plain(recurrence)}  made ${made}${then}`);
};

/** `folio payments schedules`: payments on the days of a rule. */
export const schedulesCommand = (program: Command, payments: Command): void => {
  const schedules = payments.command('schedules').description('list schedules, add one, cancel one');
  const outOf = () => terminal(program.opts().json === true);

  targetOptions(schedules.command('list').description('newest first'))
    .addOption(dataOption())
    .addOption(limitOption())
    .action(async (options: { readonly limit: string; readonly data: string }, command: Command) => {
      const out = outOf();
      const query = { limit: options.limit };
      const api = await apiOf(options, command);
      const all = await api.ask((folio) => folio.GET('/v1/payment-schedules', { params: { query } }), page);
      out.result(all);
      for (const one of all.data) tell(out, one);
      if (all.data.length === 0) out.line('No schedules.');
    });

  const add = targetOptions(works(schedules.command('add')).description('a payment on each day of a rule'))
    .addOption(dataOption())
    .requiredOption('--from <account>', 'the account that pays', something);
  destinationOptions(add)
    .requiredOption('--amount <digits>', 'in minor units', minorUnits)
    .requiredOption('--currency <code>', 'of ISO 4217', currencyCode)
    .requiredOption('--recurrence <rule>', 'of RFC 5545, such as FREQ=MONTHLY;BYMONTHDAY=-1', something)
    .requiredOption('--starts-on <day>', 'the first payment is on the first day of the rule from then on', civilDay)
    .option('--time-of-day <time>', 'such as 09:00 (00:00 when absent)', clockTime)
    .option('--time-zone <name>', 'whose days and clocks these are (the rail’s when absent)', something)
    .option('--reference <text>', 'a word of yours', something)
    .addOption(keyOption())
    .action(async (options: AddOptions, command: Command) => {
      const out = outOf();
      const { from, amount, currency, recurrence, startsOn, timeOfDay, timeZone, reference } = options;
      const to = destinationOf(options);
      const body = said({ from, to, amount, currency, reference, recurrence, startsOn, timeOfDay, timeZone });
      const api = await apiOf(options, command);
      const one = await order(
        api,
        options,
        (folio, header) => folio.POST('/v1/payment-schedules', { params: { header }, body }),
        schedule,
      );
      out.result(one);
      tell(out, one);
    });

  targetOptions(works(schedules.command('cancel')).description('with the payment that waits for its time'))
    .argument('<id>', 'sch_...', something)
    .addOption(dataOption())
    .addOption(keyOption())
    .action(async (id: string, options: { readonly key?: string; readonly data: string }, command: Command) => {
      const out = outOf();
      const api = await apiOf(options, command);
      const one = await order(
        api,
        options,
        (folio, header) => folio.POST('/v1/payment-schedules/{id}/cancel', { params: { path: { id }, header } }),
        schedule,
      );
      out.result(one);
      tell(out, one);
    });
};
