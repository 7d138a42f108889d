import type { Command } from 'commander';
import type * as z from 'zod';
import type { FolioClient } from '../../clients/typescript/src/client.ts';
import type { Asking } from '../client/api.ts';
import { resolution, resolutionLine } from '../client/banks.ts';
import { type KeyHeader, order } from '../client/order.ts';
import { WrongUse } from '../client/problem-error.ts';
import { said } from '../client/said.ts';
import type { Terminal } from '../client/terminal.ts';
import { apiOf } from './api-of.ts';
import { dataOption, keyOption, something, targetOptions, wholeNumber, works } from './options.ts';

interface Options {
  readonly data: string;
  readonly book?: string;
  readonly match?: readonly string[];
  readonly accept?: boolean;
  readonly reason?: string;
  readonly key?: string;
  readonly attempt?: number;
}

type Deed = (
  folio: FolioClient,
  params: { readonly path: { readonly id: string }; readonly header: KeyHeader },
) => ReturnType<Asking<z.infer<typeof resolution>>>;

const attempts = (text: string): number => Number(wholeNumber(text));
const ID = ['<break>', 'brk_...', something] as const;
const names = (text: string): readonly string[] => something(text).split(',').map(something);

/** Which of the three ways is said. @throws WrongUse for none, or more than one */
const wayOf = ({ book, match, accept, reason }: Options) => {
  const ways = [
    ...(book === undefined ? [] : [said({ how: 'book' as const, against: book, reason })]),
    ...(match === undefined ? [] : [said({ how: 'match' as const, with: match, reason })]),
    ...(accept === true ? [said({ how: 'accept' as const, reason })] : []),
  ];
  const [way, ...more] = ways;
  if (way === undefined || more.length > 0)
    throw new WrongUse('Say one of --book <account>, --match <ids> and --accept.');
  if (accept === true && reason === undefined) throw new WrongUse('--accept needs a --reason.');
  return way;
};

/** `folio banks resolve | approve | undo`: what becomes of a break. */
export const bankBreaksCommand = (banks: Command, outOf: () => Terminal): void => {
  const deed = (name: 'resolve' | 'approve' | 'undo', description: string, asked: (options: Options) => Deed) =>
    targetOptions(works(banks.command(name).description(description)))
      .argument(...ID)
      .addOption(dataOption())
      .addOption(keyOption())
      .action(async (id: string, options: Options, command: Command) => {
        const out = outOf();
        const deed = asked(options);
        const api = await apiOf(options, command);
        const made = await order(api, options, (folio, header) => deed(folio, { path: { id }, header }), resolution);
        out.result(made);
        out.line(resolutionLine(made));
      });
  deed('resolve', 'book a break, match it with what belongs to it, or accept it', (options) => {
    const body = wayOf(options);
    return (folio, params) => folio.POST('/v1/breaks/{id}/resolve', { params, body });
  })
    .option('--book <account>', 'the account of the ledger on the other side, as @fees', something)
    .option('--match <ids>', 'lines and entries that belong to it, with commas between', names)
    .option('--accept', 'it explains the difference, and nothing is booked')
    .option('--reason <text>', 'why', something);
  deed(
    'approve',
    'agree to what another client has proposed',
    ({ attempt }) =>
      (folio, params) =>
        folio.POST('/v1/breaks/{id}/approve', { params, body: said({ attempt }) }),
  ).option(
    '--attempt <number>',
    'the proposal that you have looked at, as it was shown; no other is agreed to',
    attempts,
  );
  deed(
    'undo',
    'take a resolution back: what was booked is reversed',
    ({ reason = '' }) =>
      (folio, params) =>
        folio.POST('/v1/breaks/{id}/undo', { params, body: { reason } }),
  ).requiredOption('--reason <text>', 'why', something);
};
