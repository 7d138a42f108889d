import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DESPITE_ALARMS } from '../../lib/platform/despite-alarms.ts';
import { EPHEMERAL } from '../../lib/platform/is-ephemeral.ts';
import { NEW_STACKS } from '../../lib/platform/new-stacks.ts';
import { STAGE } from '../../lib/platform/stage.ts';
import { TAKES_RIGHTS } from '../../lib/platform/takes-rights.ts';
import { UNASKED } from '../../lib/platform/unasked.ts';
import { type Outlet, stderr, stdout } from './outlet.ts';
import { CommandFailure } from './problem-error.ts';
import { PROJECT_DIR } from './project.ts';

/** What is said of one deployment, and of no other. */
export interface AwsDeployment {
  /** Absent for the main one. */
  readonly stage?: string;
  /** Rights that are widened are not asked about. */
  readonly yes?: boolean;
  readonly despiteAlarms?: boolean;
  readonly unasked?: boolean;
  /** Functions may lose rights that they have. */
  readonly takesRights?: boolean;
  /** A stage that is thrown away; its file may say so too. */
  readonly ephemeral?: boolean;
  /** Stacks that were never there whole, which get their protection when they stand. */
  readonly fresh?: readonly string[];
}

export const contextOf = ({
  stage,
  despiteAlarms,
  unasked,
  takesRights,
  ephemeral,
  fresh = [],
}: AwsDeployment): Readonly<Record<string, string>> => ({
  ...(stage === undefined ? {} : { [STAGE]: stage }),
  ...(despiteAlarms === true ? { [DESPITE_ALARMS]: 'true' } : {}),
  ...(unasked === true ? { [UNASKED]: 'true' } : {}),
  ...(takesRights === true ? { [TAKES_RIGHTS]: 'true' } : {}),
  ...(ephemeral === true ? { [EPHEMERAL]: 'true' } : {}),
  ...(fresh.length === 0 ? {} : { [NEW_STACKS]: fresh.join(',') }),
});

/** What the CDK CLI is asked for. */
export const cdkArguments = (deployment: AwsDeployment): readonly string[] => [
  'deploy',
  '--all',
  ...(deployment.yes === true ? ['--require-approval', 'never'] : []),
  ...Object.entries(contextOf(deployment)).flatMap(([key, value]) => ['-c', `${key}=${value}`]),
];

/** The CDK CLI does the work; canary and alarms stand in the templates. @throws CommandFailure where it did not deploy everything */
export const deployToAws = async (deployment: AwsDeployment): Promise<void> => {
  const cdk = join(PROJECT_DIR, 'node_modules', '.bin', 'cdk');
  if (!existsSync(cdk))
    throw new CommandFailure('The CDK CLI is not installed: run "npm ci" in the checkout, without --omit=dev.');
  // On a terminal it asks and draws by itself; elsewhere its reader may go away, and that must not end it between two stacks.
  const [said, noted] = [stdout(), stderr()];
  const to = ({ isTerminal }: Outlet): 'inherit' | 'pipe' => (isTerminal ? 'inherit' : 'pipe');
  const child = spawn(cdk, cdkArguments(deployment), {
    cwd: PROJECT_DIR,
    stdio: ['inherit', to(said), to(noted)],
  });
  child.stdout?.setEncoding('utf8').on('data', said.write);
  child.stderr?.setEncoding('utf8').on('data', noted.write);
  const code = await new Promise<number | null>((done, failed) => child.on('error', failed).on('close', done));
  if (code !== 0) throw new CommandFailure('The CDK did not deploy everything; its lines above say why.');
};
