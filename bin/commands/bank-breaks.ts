import { randomUUID } from 'node:crypto';
import type { Command } from 'commander';
import { resolution, resolutionLine } from '../client/banks.ts';
import { WrongUse } from '../client/problem-error.ts';
import type { Terminal } from '../client/terminal.ts';
import { underKey } from '../client/unknown-outcome.ts';
import { apiOf } from './api-of.ts';
import { dataOption, keyOption, something, targetOptions, works } from './options.ts';

interface Options {
  readonly data: string;
  readonly book?: string;
  readonly match?: readonly string[];
  readonly accept?: boolean;
  readonly reason?: string;
  readonly key?: string;
}

const ID = ['<break>', 'brk_...', something] as const;
const names = (text: string): readonly string[] => something(text).split(',').map(something);

/** Which of the three ways is said. @throws WrongUse for none, or more than one */
const wayOf = ({ book, match, accept, reason }: Options) => {
  const ways = [
    ...(book === undefined ? [] : [{ how: 'book', against: book, reason }]),
    ...(match === undefined ? [] : [{ how: 'match', with: match, reason }]),
    ...(accept === true ? [{ how: 'accept', reason }] : []),
  ];
  const [way, ...more] = ways;
  if (way === undefined || more.length > 0)
    throw new WrongUse('Say one of --book <account>, --match <ids> and --accept.');
  if (accept === true && reason === undefined) throw new WrongUse('--accept needs a --reason.');
  return way;
};

/** `folio banks resolve | approve | undo`: what becomes of a break. */
export const bankBreaksCommand = (banks: Command, outOf: () => Terminal): void => {
  const deed = (
    name: 'resolve' | 'approve' | 'undo',
    description: string,
    bodyOf: (options: Options) => object | undefined,
  ) =>
    targetOptions(works(banks.command(name).description(description)))
      .argument(...ID)
      .addOption(dataOption())
      .addOption(keyOption())
      .action(async (id: string, options: Options, command: Command) => {
        const out = outOf();
        const { key = randomUUID() } = options;
        const body = bodyOf(options);
        const api = await apiOf(options, command);
        const path = `/v1/breaks/${encodeURIComponent(id)}/${name}`;
        const order = () => api.get({ method: 'POST', path, key, ...(body !== undefined && { body }) }, resolution);
        const made = await underKey(key, options.key !== undefined, order);
        out.result(made);
        out.line(resolutionLine(made));
      });
  deed('resolve', 'book a break, match it with what belongs to it, or accept it', wayOf)
    .option('--book <account>', 'the account of the ledger on the other side, as @fees', something)
    .option('--match <ids>', 'lines and entries that belong to it, with commas between', names)
    .option('--accept', 'it explains the difference, and nothing is booked')
    .option('--reason <text>', 'why', something);
  deed('approve', 'agree to what another client has proposed', () => undefined);
  deed('undo', 'take a resolution back: what was booked is reversed', ({ reason }) => ({ reason })).requiredOption(
    '--reason <text>',
    'why',
    something,
  );
};
