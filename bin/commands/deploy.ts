import { resolve } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { liveClock } from '../../functions/kernel/core/live-ports.ts';
import { EPHEMERAL } from '../../lib/platform/is-ephemeral.ts';
import { type AwsDeployment, contextOf, deployToAws } from '../client/aws-deployment.ts';
import { noCloudOn, pasteable } from '../client/hints.ts';
import { deployInto, deploymentsUnderWay, reportInterrupt } from '../client/local-deployment.ts';
import { WrongUse } from '../client/problem-error.ts';
import { PROJECT_DIR } from '../client/project.ts';
import { synthesize } from '../client/synthesis.ts';
import { runningLocal } from '../client/target.ts';
import { type Terminal, terminal } from '../client/terminal.ts';
import type { Where } from '../release/ports/open-ports.ts';
import { explain } from '../release/print/explain.ts';
import { heldBackLines } from '../release/print/show-held-back.ts';
import { type HeldBack, heldBack } from '../release/use-cases/held-back.ts';
import { duration } from './duration.ts';
import { dataOption, stageOption, works } from './options.ts';

const CANARY_PERCENT = 10;
const BAKE_MS = 60_000;
/** All is deployed, and something of it waits behind a pin. */
const HELD_BACK = 3;
/** What shells expect of one that SIGINT has ended. */
const INTERRUPTED = 130;

const percent = (text: string): number => {
  const number = Number(text.replace(/%$/, ''));
  if (!/^\d{1,3}%?$/.test(text) || number < 1 || number > 100)
    throw new InvalidArgumentError('A share is a whole number from 1 to 100.');
  return number;
};

interface DeployOptions extends AwsDeployment {
  readonly target: 'local' | 'aws';
  readonly data: string;
  readonly canary?: number;
  readonly bake?: number;
}

/** `folio deploy`: a changed app becomes new versions, which take over the traffic bit by bit or are taken back by an alarm. */
export const deployCommand = (program: Command): void => {
  works(program.command('deploy'))
    .description('deploy the app as it is now: new versions, a canary, and a rollback if an alarm goes to ALARM')
    .addOption(new Option('--target <target>', 'where to').choices(['local', 'aws']).default('local'))
    .option(
      '--canary <percent>',
      `share of the traffic that the new versions get first (local; ${CANARY_PERCENT})`,
      percent,
    )
    .option('--bake <time>', `how long alarms watch the new versions (local; ${BAKE_MS / 1000}s)`, duration)
    .option('--despite-alarms', 'ignore alarms in this deployment; for a release that mends what is in ALARM')
    .option('--unasked', 'let new versions take over without asking them first; for when the prober itself is broken')
    .option(
      '--takes-rights',
      'take rights away from functions, one release after the last version that needs them (aws)',
    )
    .option('--ephemeral', 'a stage to be thrown away: cheap, unprotected, gone with "folio destroy" (aws)')
    .option('--yes', 'do not ask before permissions are widened (aws)')
    .addOption(stageOption())
    .addOption(dataOption())
    .addHelpText(
      'after',
      `
Exit codes: 0 deployed, 1 refused, failed or taken back, 2 wrong use, ${HELD_BACK} deployed but held back by a pin (what, by whom, and the
command that frees it are told), ${INTERRUPTED} interrupted while the local cloud goes on.`,
    )
    .action(async (options: DeployOptions) => {
      const out = terminal(program.opts().json === true);
      if (options.despiteAlarms === true)
        out.line('No alarm stops this deployment or takes it back. The next one is watched again.');
      if (options.target === 'aws') await onAws(options, out);
      else await deployLocally(options, out);
    });
};

const onAws = async (options: DeployOptions, out: Terminal): Promise<void> => {
  if (options.ephemeral === true && options.stage === undefined)
    throw new WrongUse('A stage that is thrown away has a name: say --stage <name> too.');
  if (options.canary !== undefined || options.bake !== undefined)
    throw new WrongUse('On AWS the canary and its time are those of the templates; leave --canary and --bake away.');
  await deployAll(options, out);
  showHeldBack(await heldBackIn({ target: 'aws', data: '', stage: options.stage ?? '' }), out);
};

/** What the stage's file says of it, where it has one. */
const saidInFile = async (stage: string | undefined): Promise<Readonly<Record<string, unknown>>> => {
  const { readStageFile } = await import('../../lib/platform/stage-file.ts');
  return readStageFile(PROJECT_DIR, stage)?.options ?? {};
};

const deployAll = async (options: DeployOptions, out: Terminal): Promise<void> => {
  const { stage } = options;
  const [{ awsCalls, namesOf }, { stacksOf }, { deployStage }, { stackNamesInOrder }, said] = await Promise.all([
    import('../client/aws-calls.ts'),
    import('../stage/stacks.ts'),
    import('../stage/deploy-stage.ts'),
    import('../stage/stage-names.ts'),
    saidInFile(stage),
  ]);
  try {
    const where = { target: 'aws', data: '', ...(stage === undefined ? {} : { stage }) } as const;
    const call = await awsCalls(where);
    await checkAccount(stage, said, out);
    const isThrownAway = options.ephemeral === true || String(said[EPHEMERAL]) === 'true';
    await deployStage(
      {
        stacks: stacksOf(call('CLOUDFORMATION')),
        deploy: (fresh) => deployToAws({ ...options, fresh: isThrownAway ? [] : fresh }),
        clock: liveClock,
        say: out.line,
      },
      {
        order: stackNamesInOrder(stage ?? ''),
        names: namesOf(where),
        isThrownAway,
        hasDomainKeys: String(said['folio:domain-keys']) === 'true',
      },
    );
  } catch (error) {
    throw explain(error, 'aws');
  }
};

/** Where the deployment does not say what it counts with: a new account may begin with ten, of which nothing can run. */
const QUOTA_LEAST = 20;

/** Asks before anything is deployed: a new account may begin with ten runs at once. */
const checkAccount = async (
  stage: string | undefined,
  said: Readonly<Record<string, unknown>>,
  out: Terminal,
): Promise<void> => {
  const [{ LambdaClient }, { checkQuota, concurrencyQuota }, { awsPlace }] = await Promise.all([
    import('@aws-sdk/client-lambda'),
    import('../stage/concurrency.ts'),
    import('../client/aws-endpoints.ts'),
  ]);
  const { region, endpoint } = await awsPlace(stage);
  const at = endpoint('LAMBDA');
  const lambda = new LambdaClient({ region, ...(at === undefined ? {} : { endpoint: at }) });
  const reserved = String(said['folio:reserved-concurrency'] ?? '')
    .split(',')
    .reduce((sum, entry) => sum + Number(entry.split('=')[1] ?? 0), 0);
  const note = checkQuota(await concurrencyQuota(lambda), {
    quota: Number(said['folio:concurrency-quota'] ?? QUOTA_LEAST),
    reserved,
  });
  if (note !== undefined) out.note(note);
};

const deployLocally = async (options: DeployOptions, out: Terminal): Promise<void> => {
  if (options.ephemeral === true)
    throw new WrongUse('The local cloud is no stage to throw away: say --target aws, or leave --ephemeral away.');
  const { data, canary, bake } = options;
  const local = await runningLocal(resolve(data));
  if (local === undefined) throw noCloudOn(data, 'that deploys the app as well');
  const from = performance.now();
  const onSynth = (): void => out.line('Synthesizing the app ...');
  const assemblyDir = await synthesize(PROJECT_DIR, onSynth, contextOf(options));
  const log: string[] = [];
  const say = (line: string): void => {
    const told = pasteable(line);
    log.push(told);
    out.line(told);
  };
  const others = await deploymentsUnderWay(local);
  if (others.length > 0) say(`Waiting for another deployment (${others.join(', ')}), and deploying after it ...`);
  const leave = (line: string): void => {
    out.note(line);
    process.exit(INTERRUPTED);
  };
  const pace = { canaryPercent: canary ?? CANARY_PERCENT, bakeMs: bake ?? BAKE_MS };
  await reportInterrupt(process, leave, () => deployInto(local, assemblyDir, pace, say));
  const seconds = (performance.now() - from) / 1000;
  const held = await heldBackIn({ target: 'local', data, stage: '' });
  out.result({ target: 'local', url: local.url, seconds, log, held });
  out.line(`Deployed in ${seconds.toFixed(1)} s.`);
  showHeldBack(held, out);
};

const heldBackIn = async (where: Where): Promise<readonly HeldBack[]> => {
  const { openPorts } = await import('../release/ports/open-ports.ts');
  try {
    return await heldBack(await openPorts(where, () => undefined));
  } catch (error) {
    throw explain(error, where.target);
  }
};

/** A deployment under a pin is done and yet changes nothing of what is pinned: nobody may take it for live. */
const showHeldBack = (held: readonly HeldBack[], out: Terminal): void => {
  if (held.length === 0) return;
  for (const line of heldBackLines(held)) out.line(line);
  process.exitCode = HELD_BACK;
};
