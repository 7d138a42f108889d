import { join } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { liveClock } from '../../functions/kernel/core/live-ports.ts';
import { untilLeft, writeAll } from '../client/outlet.ts';
import { CommandFailure } from '../client/problem-error.ts';
import { PROJECT_DIR } from '../client/project.ts';
import { terminal } from '../client/terminal.ts';
import { shown } from '../logs/function-name.ts';
import { isWanted, type LogSource, type Wanted } from '../logs/log-source.ts';
import { openLogs } from '../logs/open-logs.ts';
import { lineAsJson, showLine } from '../logs/show-line.ts';
import { sourceMaps } from '../logs/source-maps.ts';
import { explained } from './explained.ts';
import { dataOption, stageOption } from './options.ts';

const LINES = 50;
const LINES_MAX = 10_000;
const FOLLOW_EVERY_MS = 500;

const count = (text: string): number => {
  const number = Number(text);
  if (!/^\d+$/.test(text) || number < 1 || number > LINES_MAX)
    throw new InvalidArgumentError(`A number of lines is from 1 to ${LINES_MAX}.`);
  return number;
};

/** What filters of CloudWatch take in quotes, and nothing that ends them. */
const requestId = (text: string): string => {
  if (!/^[A-Za-z0-9_=.:/+-]{1,128}$/.test(text))
    throw new InvalidArgumentError('A request id has letters, digits and any of -_=.:/+');
  return text;
};

const subject = (text: string): { readonly domain: string; readonly name?: string } => {
  const [, domain, name] = /^([a-z][a-z-]*)(?:\/([a-z][a-z0-9-]*))?$/.exec(text) ?? [];
  if (domain === undefined) throw new InvalidArgumentError('Say a domain (ledger) or one function of it (ledger/api).');
  return { domain, ...(name === undefined ? {} : { name }) };
};

interface LogsOptions {
  readonly target: 'local' | 'aws';
  readonly data: string;
  readonly stage: string;
  readonly follow?: boolean;
  readonly request?: string;
  readonly lines: number;
}

/** Why nothing is to be shown: no function of this name has ever said anything; undefined where one has. */
const silence = async (source: LogSource, wanted: Wanted): Promise<string | undefined> => {
  const functions = await source.functions();
  if (functions.some((of) => isWanted(wanted, of))) return undefined;
  const there = [...new Set(functions.map(shown))].sort();
  return there.length === 0
    ? 'No function has said anything yet.'
    : `Nothing of this name has said anything yet. There are logs of ${there.join(', ')}.`;
};

const whom = ({ domain, name, request }: Wanted): string => {
  const functions = domain === undefined ? 'all functions' : domain + (name === undefined ? '' : `/${name}`);
  return request === undefined ? functions : `${functions} about ${request}`;
};

function* oneDocument(lines: readonly string[]): Generator<string> {
  yield '[';
  for (const [index, line] of lines.entries()) yield `${index === 0 ? '' : ','}\n${line}`;
  yield ']\n';
}

/** `folio logs`: what functions say, newest last, with stacks at the places of the sources. */
export const logsCommand = (program: Command): void => {
  program
    .command('logs')
    .argument('[domain[/function]]', 'whose; of all functions when absent', subject)
    .description('what functions say, with stacks at the places of the sources')
    .option('--follow', 'go on until Ctrl-C; with --json a document a line')
    .option('--request <id>', 'only what names this request (X-Request-Id)', requestId)
    .option('--lines <number>', 'the newest so many', count, LINES)
    .addOption(
      new Option('--target <target>', 'where; on AWS the last hour').choices(['local', 'aws']).default('local'),
    )
    .addOption(stageOption())
    .addOption(dataOption())
    .action((whose: ReturnType<typeof subject> | undefined, options: LogsOptions) =>
      explained(options.target, async () => {
        const out = terminal(false);
        const source = await openLogs(options);
        const { lines, request } = options;
        const wanted: Wanted = { ...whose, lines, ...(request === undefined ? {} : { request }) };
        const silent = await silence(source, wanted);
        if (silent !== undefined && options.follow !== true) throw new CommandFailure(silent);
        if (silent !== undefined) out.note(silent);
        const mapped = sourceMaps(join(PROJECT_DIR, 'node_modules', '.cache', 'folio'));
        const isJson = program.opts().json === true;
        const told = (await source.newest(wanted)).map((line) => (isJson ? lineAsJson : showLine)(line, mapped));
        if (isJson && options.follow !== true) return writeAll(oneDocument(told));
        for (const line of told) out.line(line);
        if (options.follow !== true) return;
        out.note(`Following the logs of ${whom(wanted)}. Ctrl-C ends it.`);
        const signal = untilLeft();
        while (!signal.aborted) {
          await liveClock.sleep(FOLLOW_EVERY_MS);
          for (const line of await source.since(wanted)) out.line((isJson ? lineAsJson : showLine)(line, mapped));
        }
      }),
    );
};
