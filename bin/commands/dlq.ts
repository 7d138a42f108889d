import { type Command, InvalidArgumentError, Option } from 'commander';
import { hint } from '../client/hints.ts';
import { CommandFailure, WrongUse } from '../client/problem-error.ts';
import { type Terminal, terminal } from '../client/terminal.ts';
import { DISCARDED_AT_ONCE, MAX_AT_ONCE } from '../dlq/at-once.ts';
import type { AwsAccess, Where } from '../dlq/aws-access.ts';
import type { ParkedView } from '../dlq/parked.ts';
import { explain } from '../release/print/explain.ts';
import { dataOption, something, stageOption, works } from './options.ts';

const count = (text: string): number => {
  const number = Number(text);
  if (!/^\d{1,9}$/.test(text) || number < 1 || number > MAX_AT_ONCE)
    throw new InvalidArgumentError(`A limit is a number from 1 to ${MAX_AT_ONCE}.`);
  return number;
};

const UNITS = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1_000],
] as const;
/** `3 h`: in the largest unit that fits. */
const ageOf = ({ since }: ParkedView): string => {
  if (since === null) return '-';
  const ms = Math.max(0, Date.now() - Date.parse(since));
  const [unit, size] = UNITS.find(([, one]) => ms >= one) ?? ['s', 1_000];
  return `${Math.floor(ms / size)} ${unit}`;
};

const lineOf = (one: ParkedView): string =>
  `${one.id}  ${one.type}  ${one.reason}, ${one.attempts ?? '?'} attempts, ${ageOf(one)} old`;

const list = (views: readonly ParkedView[], out: Terminal): void => {
  out.result(views);
  if (views.length === 0) out.line('Nothing is parked.');
  for (const place of new Set(views.map((one) => one.place))) {
    out.line(place);
    for (const one of views) if (one.place === place) out.line(`  ${lineOf(one)}`);
  }
};

/** `Folio-Webhooks-...` -> `webhooks`; buckets have lower case only. */
const domainOf = ({ names }: AwsAccess, place: string): string =>
  place.slice(names.length).split('-')[0]?.toLowerCase() ?? '';

interface Options extends Where {
  readonly json?: boolean;
  readonly limit: number;
  readonly queue?: string;
}

/** What to bring back is said before anything is looked for, and everything is not a part of it. */
const assertSelection = (
  ids: readonly string[],
  { all, queue }: { readonly all?: boolean; readonly queue?: string },
) => {
  const isPart = ids.length > 0 || queue !== undefined;
  if (isPart && all === true) throw new WrongUse('Say --all alone, or which.');
  if (!isPart && all !== true)
    throw new WrongUse('Say which: ids of "folio dlq list", --queue with a part of its name, or --all.');
};

/** Loaded when something is to be done, with the SDK behind it: a help does without. */
const deadLetters = () => import('../dlq/dead-letters.ts');

const notParked = (ids: readonly string[]): string => `Not parked, or not any more: ${ids.join(', ')}.`;

const discard = async (aws: AwsAccess, ids: readonly string[], reason: string, out: Terminal) => {
  const why = { at: new Date().toISOString(), by: await aws.actor(), reason };
  const result = await (await deadLetters()).discardParked(aws, ids, why);
  out.result(result);
  for (const one of result.discarded) out.line(`${one.id} is thrown away: ${one.type}, ${one.reason}.`);
  if (result.record !== undefined) out.line(`On record as ${result.record}.`);
  if (result.notParked.length > 0) throw new CommandFailure(notParked(result.notParked));
};

const redrive = async (aws: AwsAccess, ids: readonly string[], options: Options, out: Terminal) => {
  const results = await (await deadLetters()).redriveParked(aws, {
    limit: options.limit,
    ...(ids.length === 0 ? {} : { ids }),
    ...(options.queue === undefined ? {} : { place: options.queue }),
  });
  out.result(results);
  for (const one of results)
    out.line(one.failed === undefined ? `${one.id} -> ${one.goesTo}` : `${one.id} stays parked: ${one.failed}`);
  const missing = ids.filter((id) => !results.some((one) => one.id === id));
  const failed = results.filter((one) => one.failed !== undefined);
  if (missing.length > 0) throw new CommandFailure(notParked(missing));
  if (failed.length > 0) throw new CommandFailure(`${failed.length} of ${results.length} stay parked.`);
  out.line(results.length === 0 ? 'Nothing is parked.' : `${results.length} brought back.`);
};

/** `folio dlq ...`: what nobody could handle, why, and the way back; never what is in it. */
export const dlqCommand = (program: Command): void => {
  const dlq = program.command('dlq').description('messages and stream records that are parked');
  const add = (spec: string, description: string): Command =>
    dlq
      .command(spec)
      .description(description)
      .addOption(new Option('--target <target>', 'where').choices(['local', 'aws']).default('local'))
      .addOption(stageOption().default(''))
      .option('--limit <number>', 'of each queue and bucket', count, 100)
      .addOption(dataOption())
      .option('--json', 'answer with one JSON document')
      .exitOverride();
  const act = async (options: Options, run: (aws: AwsAccess, out: Terminal) => Promise<void>): Promise<void> => {
    try {
      const { accessTo } = await import('../dlq/aws-access.ts');
      await run(await accessTo(options), terminal(options.json === true || program.opts().json === true));
    } catch (error) {
      throw explain(error, options.target);
    }
  };
  const some = (options: Options) => ({
    limit: options.limit,
    ...(options.queue === undefined ? {} : { place: options.queue }),
  });

  add('list', 'what is parked, with reason, attempts and age')
    .option('--queue <name>', 'only places with this in their name', something)
    .action((options: Options) =>
      act(options, async (aws, out) => list(await (await deadLetters()).listParked(aws, some(options)), out)),
    );
  add('show <id>', 'all that may be seen of one').action((id: string, options: Options) =>
    act(options, async (aws, out) => {
      const { links, ...rest } = await (await deadLetters()).showParked(aws, id);
      const log = hint('logs', domainOf(aws, rest.place));
      out.result({ ...rest, log, links });
      for (const [name, value] of Object.entries({ ...rest, log, ...links }))
        out.line(`${name.padEnd(14)}${value ?? '-'}`);
    }),
  );
  works(add('discard', 'throw away for ever, and put on record who did so and why'))
    .argument('<ids...>', 'as "folio dlq list" shows them')
    .requiredOption('--reason <text>', 'why; it stays on record', something)
    .action((ids: string[], options: Options & { reason: string }) => {
      if (ids.length > DISCARDED_AT_ONCE) throw new WrongUse(`At most ${DISCARDED_AT_ONCE} ids at once.`);
      return act(options, (aws, out) => discard(aws, [...new Set(ids)], options.reason, out));
    });
  works(add('redrive [ids...]', 'bring back to where it came from; safe to repeat'))
    .option('--queue <name>', 'everything of the places with this in their name', something)
    .option('--all', 'everything')
    .action((ids: string[], options: Options & { all?: boolean }) => {
      assertSelection(ids, options);
      return act(options, (aws, out) => redrive(aws, ids, options, out));
    });
};
