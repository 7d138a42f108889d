import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { type Command, InvalidArgumentError } from 'commander';
import * as z from 'zod';
import { SCOPES } from '../../functions/kernel/operation.ts';
import { writeAtomically } from '../../local/atomic-file.ts';
import { startServices } from '../../local/aws/start-services.ts';
import { type Cloud, startCloud } from '../../local/cloud.ts';
import { StartFailure } from '../../local/data-folder.ts';
import { startLean } from '../client/lean-process.ts';
import { CommandFailure } from '../client/problem-error.ts';
import { PROJECT_DIR, synthesize } from '../client/synthesis.ts';
import { type LocalFile, runningLocal } from '../client/target.ts';
import { terminal } from '../client/terminal.ts';
import { dataOption } from './options.ts';

/** The tenants that a local cloud is born with. */
const TENANTS = ['acme', 'globex'] as const;
/** Where the app publishes identity's task (lib/platform/wires.ts; not imported, since loading the CDK takes a second). */
const PROVISION_TASK = '/folio/identity/provision-alias-arn';
const COUNTS_EVERY_MS = 10_000;

const port = (text: string): number => {
  const number = Number(text);
  if (!/^\d+$/.test(text) || number > 65_535) throw new InvalidArgumentError('A port is a number from 0 to 65535.');
  return number;
};

interface StartOptions {
  readonly port: number;
  readonly data: string;
  readonly fresh?: boolean;
  readonly verbose?: boolean;
  readonly quotas?: boolean;
}

/** `folio start`: synthesizes the app, deploys it to the local cloud and serves until Ctrl-C. */
export const startCommand = (program: Command): void => {
  program
    .command('start')
    .description('run the whole app on this machine until Ctrl-C')
    .option('--port <port>', 'of the HTTP API on 127.0.0.1; 0 takes a free one', port, 4000)
    .addOption(dataOption())
    .option('--fresh', 'throw away what the data folder holds')
    .option('--quotas', "apply the stage's request quotas, which are off locally")
    .option('--verbose', 'show what happens, and cold and warm starts of functions')
    .action(async (options: StartOptions) => {
      startLean();
      const out = terminal(program.opts().json === true);
      keepYoungGenerationsSmall();
      const { cloud, local } = await startLocalCloud(options, (line) => out.line(line));
      stopOnSignals(cloud);
      if (options.verbose) showCounts(cloud, out.line);
      out.result(local);
      out.line(welcome(local));
    });
};

/**
 * V8 reads this flag whenever a young generation might grow, so it may be set now. Left to grow, that of the main thread alone
 * takes 50 to 100 MB; what a request leaves behind is small, and collecting it more often costs no measurable CPU.
 */
const keepYoungGenerationsSmall = (): void => setFlagsFromString('--semi-space-growth-factor=1');

/** Starts everything and writes `local.json`; shared with the commands that run a temporary local cloud. */
export const startLocalCloud = async (
  options: StartOptions,
  say: (line: string) => void,
): Promise<{ readonly cloud: Cloud; readonly local: LocalFile }> => {
  const from = performance.now();
  const assemblyDir = await synthesize(PROJECT_DIR, () => say('Synthesizing the app (once per change) ...'));
  const dataDir = resolve(options.data);
  const cloud = await startCloud({
    assemblyDir,
    dataDir,
    port: options.port,
    startServices,
    fresh: options.fresh === true,
    throttled: options.quotas === true,
    ...(options.verbose ? { log: say } : {}),
  }).catch((error: unknown) => {
    throw error instanceof StartFailure ? new CommandFailure(error.message) : error;
  });
  const tenants = await provisionTenants(cloud, dataDir);
  const startedAt = new Date().toISOString();
  const readyMs = Math.round(performance.now() - from);
  const { url, control, endpoints } = cloud;
  const addresses = { url, awsUrl: endpoints.aws, dynamodbUrl: endpoints.dynamodb, control };
  const local = { ...addresses, pid: process.pid, startedAt, readyMs, tenants };
  writeAtomically(join(dataDir, 'local.json'), `${JSON.stringify(local, null, 2)}\n`);
  return { cloud, local };
};

const provisioned = z.object({ clientId: z.string(), clientSecret: z.string() });
const tenantsFile = z.array(provisioned.extend({ tenant: z.string() }));

/** Asks identity for the first client of each tenant. Idempotent there; kept here so that a warm start need not ask. */
const provisionTenants = async (cloud: Cloud, dataDir: string): Promise<LocalFile['tenants']> => {
  const file = join(dataDir, 'tenants.json');
  const kept = readIfThere(file);
  if (kept !== undefined) return tenantsFile.parse(JSON.parse(kept));
  const task = await cloud.services.parameter(PROVISION_TASK);
  if (task === undefined) throw new Error(`The app publishes no ${PROVISION_TASK}.`);
  const tenants = await Promise.all(
    TENANTS.map(async (tenant) => {
      const payload = { action: 'provision-tenant', tenant, clientName: 'local', scopes: SCOPES };
      const answer = await cloud.functions.invoke(task, JSON.stringify(payload));
      if (answer.functionError !== undefined) throw new Error(`identity made no tenant: ${answer.payload}`);
      return { tenant, ...provisioned.parse(JSON.parse(answer.payload)) };
    }),
  );
  writeAtomically(file, JSON.stringify(tenants));
  return tenants;
};

const readIfThere = (file: string): string | undefined => {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
};

/** Ctrl-C once: end in order. Twice: at once; nothing is lost either way. */
const stopOnSignals = (cloud: Cloud): void => {
  let stopping = false;
  const stop = () => {
    if (stopping) process.exit(1);
    stopping = true;
    cloud.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        process.stderr.write(`folio: ${error instanceof Error ? error.message : String(error)}\n`);
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

const welcome = (local: LocalFile): string => {
  const where = local.url;
  return `
Folio is ready at ${where} (in ${(local.readyMs / 1000).toFixed(1)} s). Ctrl-C stops it; the data stays.

In another terminal, open an account and move the first money:

  TOKEN=$(npx folio token)
  curl -s ${where}/v1/accounts -H "authorization: Bearer $TOKEN" -H "content-type: application/json" \\
    -H "idempotency-key: first-account" -d '{"id":"alice","currency":"USD"}'
  curl -s ${where}/v1/transactions -H "authorization: Bearer $TOKEN" -H "content-type: application/json" \\
    -H "idempotency-key: first-money" -d '{"currency":"USD","postings":[{"from":"@world","to":"alice","amount":"1050"}]}'
  curl -s ${where}/v1/accounts/alice -H "authorization: Bearer $TOKEN"

Or watch it at work: npx folio demo. The whole API: ${where}/v1/openapi.json`;
};

/** The local cloud that runs on the data folder, for commands that would rather use it than start their own. */
export const runningOn = (data: string): Promise<LocalFile | undefined> => runningLocal(resolve(data));
