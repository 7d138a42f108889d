import type { Command } from 'commander';
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
  oneToThree,
  something,
  targetOptions,
  works,
} from './options.ts';

const rule = z.looseObject({
  id: z.string(),
  currency: z.string(),
  fromAmount: z.string().regex(/^[0-9]{1,28}$/),
  rails: z.array(z.string()).nullable(),
  approvers: z.int(),
});
type Rule = z.infer<typeof rule>;
const ruleList = z.looseObject({ data: z.array(rule) });

interface SetOptions {
  readonly currency: string;
  readonly fromAmount: string;
  readonly approvers: string;
  readonly rail?: readonly string[];
  readonly key?: string;
  readonly data: string;
}

const tell = (out: Terminal, { id, currency, fromAmount, rails, approvers }: Rule): void => {
  const from = `${formatMajor(BigInt(fromAmount), exponentOf(currency) ?? 0)} ${plain(currency)}`;
  const over = rails === null ? 'every rail' : rails.map(plain).join(', ');
  out.line(`${id}  from ${from} over ${over}: ${approvers} other ${approvers === 1 ? 'client' : 'clients'}`);
};

/** `folio payments rules`: from which amount on others have to agree. */
export const rulesCommand = (program: Command, payments: Command): void => {
  const rules = payments.command('rules').description('list approval rules, set one, remove one');
  const outOf = () => terminal(program.opts().json === true);

  targetOptions(rules.command('list').description('oldest first'))
    .addOption(dataOption())
    .action(async (options: { readonly data: string }, command: Command) => {
      const out = outOf();
      const api = await apiOf(options, command);
      const all = await api.ask((folio) => folio.GET('/v1/approval-rules'), ruleList);
      out.result(all);
      for (const one of all.data) tell(out, one);
      if (all.data.length === 0) out.line('No approval rules.');
    });

  targetOptions(works(rules.command('set')).description('from which amount on how many others have to agree'))
    .addOption(dataOption())
    .requiredOption('--currency <code>', 'of ISO 4217', currencyCode)
    .requiredOption('--from-amount <digits>', 'of payments of at least so much, in minor units', minorUnits)
    .requiredOption('--approvers <number>', '1 to 3 clients, none of them the maker', oneToThree)
    .option('--rail <names...>', 'over these rails only', (name: string, before?: readonly string[]) => [
      ...(before ?? []),
      something(name),
    ])
    .addOption(keyOption())
    .action(async (options: SetOptions, command: Command) => {
      const out = outOf();
      const { currency, fromAmount, approvers, rail: rails } = options;
      const api = await apiOf(options, command);
      const body = said({ currency, fromAmount, approvers: Number(approvers), rails });
      const one = await order(
        api,
        options,
        (folio, header) => folio.POST('/v1/approval-rules', { params: { header }, body }),
        rule,
      );
      out.result(one);
      tell(out, one);
    });

  targetOptions(works(rules.command('remove')).description('payments that wait already need their approvals still'))
    .argument('<id>', 'apr_...', something)
    .addOption(dataOption())
    .action(async (id: string, options: { readonly data: string }, command: Command) => {
      const out = outOf();
      const api = await apiOf(options, command);
      await api.ask((folio) => folio.DELETE('/v1/approval-rules/{id}', { params: { path: { id } } }), z.unknown());
      out.result({ id });
      out.line(`${plain(id)} is removed.`);
    });
};
