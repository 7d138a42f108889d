import { resolve } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { type Command, InvalidArgumentError } from 'commander';
import type { Cloud } from '../../local/cloud.ts';
import { stderr } from '../client/outlet.ts';
import { startLean } from '../client/re-exec.ts';
import type { StartOptions } from '../client/start-local.ts';
import { terminal } from '../client/terminal.ts';
import { welcome } from '../client/welcome.ts';
import { reportErrors } from '../logs/report-errors.ts';
import { duration } from './duration.ts';
import { dataOption, works } from './options.ts';

const COUNTS_EVERY_MS = 10_000;

const PORT_MAX = 65_535;

const port = (text: string): number => {
  const number = Number(text);
  if (!/^\d+$/.test(text) || number > PORT_MAX) throw new InvalidArgumentError('A port is a number from 0 to 65535.');
  return number;
};

const RANGES_MAX = 64;

const within = (text: string): boolean => /^\d{1,5}$/.test(text) && Number(text) >= 1 && Number(text) <= PORT_MAX;

/** `4810`, `4810,9000-9010`, `any`. */
const ports = (text: string): string => {
  if (text === 'any') return `1-${PORT_MAX}`;
  const ranges = text.split(',').map((range) => range.trim());
  const good = ranges.every((range) => {
    const ends = range.split('-');
    return ends.length <= 2 && ends.every(within) && Number(ends[0]) <= Number(ends.at(-1));
  });
  if (!good || ranges.length > RANGES_MAX)
    throw new InvalidArgumentError('Ports are numbers or ranges such as 4810 or 4810,9000-9010, or any.');
  return ranges.join(',');
};

/** `folio start`: synthesizes the app, deploys it to the local cloud and serves until Ctrl-C. */
export const startCommand = (program: Command): void => {
  works(program.command('start'))
    .description('run the whole app on this machine until Ctrl-C')
    .option('--port <port>', 'of the HTTP API on 127.0.0.1; 0 takes a free one', port, 4000)
    .addOption(dataOption())
    .option('--fresh', 'throw away what the data folder holds')
    .option(
      '--webhooks-to <ports>',
      'ports of this machine that webhooks may go to: 4810,9000-9010, or any (none)',
      ports,
    )
    .option('--clock', 'let the time of everything be moved ahead by "folio clock"; it never goes back')
    .option('--quotas', "apply the stage's request quotas, which are off locally")
    .option('--conflicts', 'let transactions that meet on an item conflict, as DynamoDB does')
    .option(
      '--restorable <time>',
      'how far back "folio restore --target local" can go, such as 10m (not at all)',
      duration,
    )
    .option('--verbose', 'show what happens, and cold and warm starts of functions')
    .action(async (options: StartOptions) => {
      startLean();
      const out = terminal(program.opts().json === true);
      keepYoungGenerationsSmall();
      // Loaded here: a help does without a cloud.
      const { startLocalCloud } = await import('../client/start-local.ts');
      const { cloud, local } = await startLocalCloud(options, (line) => out.line(line), out.note);
      stopOnSignals(cloud);
      if (options.verbose) showCounts(cloud, out.line);
      out.result(local);
      out.line(welcome(local, resolve(options.data)));
      await reportErrors(resolve(options.data), out.note);
    });
};

/**
 * V8 reads this flag whenever a young generation might grow, so it may be set now. Left to grow, that of the main thread alone
 * takes 50 to 100 MB. What a request leaves behind is small, and collecting it more often costs no measurable CPU.
 */
const keepYoungGenerationsSmall = (): void => setFlagsFromString('--semi-space-growth-factor=1');

/** Ctrl-C once: end in order. Twice: at once; nothing is lost either way. */
const stopOnSignals = (cloud: Cloud): void => {
  let stopping = false;
  const stop = () => {
    if (stopping) process.exit(1);
    stopping = true;
    cloud.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        stderr().write(`folio: ${error instanceof Error ? error.message : String(error)}\n`);
        process.exit(1);
      },
    );
  };
  process.on('SIGINT', stop).on('SIGTERM', stop);
};

const showCounts = (cloud: Cloud, say: (line: string) => void): void => {
  let last = '';
  const show = () => {
    const text = cloud
      .counts()
      .map(({ name, version, cold, warm }) => `${name}:${version} ${cold} cold, ${warm} warm`)
      .join('\n  ');
    if (text !== last) say(`Starts of functions:\n  ${text}`);
    last = text;
  };
  setInterval(show, COUNTS_EVERY_MS).unref();
};
