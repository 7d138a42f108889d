import { type Command, InvalidArgumentError } from 'commander';
import * as z from 'zod';
import type { FolioClient } from '../../clients/typescript/src/client.ts';
import { plain } from '../client/answers.ts';
import type { Asking } from '../client/api.ts';
import { type KeyHeader, order } from '../client/order.ts';
import { terminal } from '../client/terminal.ts';
import { apiOf } from './api-of.ts';
import { dataOption, keyOption, something, targetOptions, works } from './options.ts';

const period = z.looseObject({
  period: z.string(),
  state: z.string(),
  closedBy: z.string().nullable(),
  closedAt: z.string().nullable(),
  finalAt: z.string().nullable(),
});

const month = (text: string): string => {
  if (!/^[0-9]{4}-(?:0[1-9]|1[0-2])$/.test(text)) throw new InvalidArgumentError('A month is YYYY-MM.');
  return text;
};

const lineOf = ({ period: name, state, closedBy, closedAt, finalAt }: z.infer<typeof period>): string => {
  if (state === 'open') return `${plain(name)} is open.`;
  const by = `by ${plain(closedBy ?? '?')} at ${plain(closedAt ?? '?')}`;
  return state === 'closed'
    ? `${plain(name)} is closed, ${by}.`
    : `${plain(name)} is being closed, ${by}: nothing new is taken, and what was under way has landed by ${plain(finalAt ?? '?')}.`;
};

type Deed = (
  folio: FolioClient,
  params: { readonly path: { readonly period: string }; readonly header: KeyHeader },
  reason: string,
) => ReturnType<Asking<z.infer<typeof period>>>;

interface Options {
  readonly data: string;
  readonly reason?: string;
  readonly key?: string;
}

const HELP = `
In a closed month nothing is posted, dated back or reversed any more. Who closed it does not reopen it: another client with the scope
ledger:periods does. Months are those of UTC.`;

/** `folio periods`: months of the books, closed and reopened. */
export const periodsCommand = (program: Command): void => {
  const periods = program
    .command('periods')
    .description('close months of the books, and reopen them')
    .addHelpText('after', HELP);
  targetOptions(periods.command('show').description('the state of a month'))
    .argument('<month>', 'YYYY-MM', month)
    .addOption(dataOption())
    .action(async (name: string, options: Options, command: Command) => {
      const out = terminal(program.opts().json === true);
      const api = await apiOf(options, command);
      const params = { path: { period: name } };
      const found = await api.ask((folio) => folio.GET('/v1/periods/{period}', { params }), period);
      out.result(found);
      out.line(lineOf(found));
    });
  const deed = (verb: 'close' | 'reopen', description: string, ask: Deed): Command =>
    targetOptions(works(periods.command(verb).description(description)))
      .argument('<month>', 'YYYY-MM', month)
      .addOption(dataOption())
      .addOption(keyOption())
      .action(async (name: string, options: Options, command: Command) => {
        const out = terminal(program.opts().json === true);
        const { reason = '' } = options;
        const api = await apiOf(options, command);
        const made = await order(
          api,
          options,
          (folio, header) => ask(folio, { path: { period: name }, header }, reason),
          period,
        );
        out.result(made);
        out.line(lineOf(made));
      });
  deed('close', 'nothing counts in the month any more', (folio, params) =>
    folio.POST('/v1/periods/{period}/close', { params }),
  );
  deed('reopen', 'as another client than the one that closed it', (folio, params, reason) =>
    folio.POST('/v1/periods/{period}/reopen', { params, body: { reason } }),
  ).requiredOption('--reason <text>', 'why', something);
};
