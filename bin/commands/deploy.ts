import { spawn } from 'node:child_process';
import { join, resolve } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { DESPITE_ALARMS } from '../../lib/platform/despite-alarms.ts';
import { deployInto, deploymentsUnderWay, tellWhenInterrupted } from '../client/local-deployment.ts';
import { CommandFailure } from '../client/problem-error.ts';
import { PROJECT_DIR, synthesize } from '../client/synthesis.ts';
import { runningLocal } from '../client/target.ts';
import { type Terminal, terminal } from '../client/terminal.ts';
import { dataOption } from './options.ts';

const CANARY_PERCENT = 10;
const BAKE_MS = 60_000;
/** What shells expect of one that SIGINT has ended. */
const INTERRUPTED = 130;
const UNITS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 } as const;

const percent = (text: string): number => {
  const number = Number(text.replace(/%$/, ''));
  if (!Number.isInteger(number) || number < 1 || number > 100)
    throw new InvalidArgumentError('A share is a whole number from 1 to 100.');
  return number;
};

const duration = (text: string): number => {
  const match = /^(\d{1,6})(ms|s|m|h)$/.exec(text);
  if (match === null) throw new InvalidArgumentError('A time is a number with ms, s, m or h, such as 60s.');
  const ms = Number(match[1]) * UNITS[match[2] as keyof typeof UNITS];
  if (ms > 24 * UNITS.h) throw new InvalidArgumentError('A bake time is at most 24h.');
  return ms;
};

interface DeployOptions {
  readonly target: 'local' | 'aws';
  readonly data: string;
  readonly canary?: number;
  readonly bake?: number;
  readonly yes?: boolean;
  readonly despiteAlarms?: boolean;
}

/** `folio deploy`: a changed app becomes new versions, which take over the traffic bit by bit or are taken back by an alarm. */
export const deployCommand = (program: Command): void => {
  program
    .command('deploy')
    .description('deploy the app as it is now: new versions, a canary, and back again if an alarm rings')
    .addOption(new Option('--target <target>', 'where to').choices(['local', 'aws']).default('local'))
    .option(
      '--canary <percent>',
      `share of the traffic that the new versions get first (local; ${CANARY_PERCENT})`,
      percent,
    )
    .option('--bake <time>', `how long alarms watch the new versions (local; ${BAKE_MS / 1000}s)`, duration)
    .option(
      '--despite-alarms',
      'let no alarm stop this deployment or take it back; for a release that mends what rings',
    )
    .option('--yes', 'do not ask before permissions are widened (aws)')
    .addOption(dataOption())
    .action(async (options: DeployOptions) => {
      const out = terminal(program.opts().json === true);
      if (options.despiteAlarms === true)
        out.line('No alarm stops this deployment or takes it back. The next one is watched again.');
      if (options.target === 'aws') await deployToAws(options);
      else await deployLocally(options, out);
    });
};

/** What the app is told of this deployment, and of no other. */
const contextOf = ({ despiteAlarms }: DeployOptions): Readonly<Record<string, string>> =>
  despiteAlarms === true ? { [DESPITE_ALARMS]: 'true' } : {};

const deployLocally = async (options: DeployOptions, out: Terminal): Promise<void> => {
  const { data, canary, bake } = options;
  const local = await runningLocal(resolve(data));
  if (local === undefined)
    throw new CommandFailure(
      `No local cloud runs on ${data}. Start one with "npm start"; that deploys the app as well.`,
    );
  const from = performance.now();
  const onSynth = (): void => out.line('Synthesizing the app ...');
  const assemblyDir = await synthesize(PROJECT_DIR, onSynth, contextOf(options));
  const log: string[] = [];
  const say = (line: string): void => {
    log.push(line);
    out.line(line);
  };
  const others = await deploymentsUnderWay(local);
  if (others.length > 0) say(`Waiting for another deployment (${others.join(', ')}), and deploying after it ...`);
  const leave = (line: string): void => {
    process.stderr.write(`folio: ${line}\n`);
    process.exit(INTERRUPTED);
  };
  const pace = { canaryPercent: canary ?? CANARY_PERCENT, bakeMs: bake ?? BAKE_MS };
  await tellWhenInterrupted(process, leave, () => deployInto(local, assemblyDir, pace, say));
  const seconds = (performance.now() - from) / 1000;
  out.result({ target: 'local', url: local.url, seconds, log });
  out.line(`Deployed in ${seconds.toFixed(1)} s.`);
};

/** The CDK CLI does the work; canary and alarms stand in the templates. */
const deployToAws = async (options: DeployOptions): Promise<void> => {
  const { canary, bake, yes } = options;
  if (canary !== undefined || bake !== undefined)
    throw new CommandFailure(
      'On AWS the canary and its time are those of the templates; leave --canary and --bake away.',
    );
  const approval = yes === true ? ['--require-approval', 'never'] : [];
  const cdk = join(PROJECT_DIR, 'node_modules', '.bin', 'cdk');
  const context = Object.entries(contextOf(options)).flatMap(([key, value]) => ['-c', `${key}=${value}`]);
  const child = spawn(cdk, ['deploy', '--all', ...approval, ...context], { cwd: PROJECT_DIR, stdio: 'inherit' });
  const code = await new Promise<number | null>((done, failed) => child.on('error', failed).on('close', done));
  if (code !== 0) throw new CommandFailure('The CDK did not deploy everything; its lines above say why.');
};
