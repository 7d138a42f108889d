import { join, resolve } from 'node:path';
import { writeAtomically } from '../../local/atomic-file.ts';
import type { ClockView } from '../../local/clock/test-clock.ts';
import { type Cloud, type CloudOptions, startCloud } from '../../local/cloud.ts';
import { checkDataFolder } from '../../local/data-folder.ts';
import { StartFailure } from '../../local/start-failure.ts';
import { startServices } from '../../local/start-services.ts';
import { keptTenants, localTenants } from './local-tenants.ts';
import { CommandFailure } from './problem-error.ts';
import { PROJECT_DIR } from './project.ts';
import { synthesize } from './synthesis.ts';
import { damagedLocal, type LocalFile } from './target.ts';

/** For how long a transaction holds its items with --conflicts: about what one of three items takes on AWS. */
const TRANSACTION_MS = 15;

export interface StartOptions {
  readonly port: number;
  readonly data: string;
  readonly fresh?: boolean;
  readonly verbose?: boolean;
  readonly quotas?: boolean;
  readonly conflicts?: boolean;
  /** How far back a table can be restored, in ms. */
  readonly restorable?: number;
  /** Lets `folio clock advance` move the time of everything here. */
  readonly clock?: boolean;
  /** Ports of this machine that webhooks may be sent to: `4810,9000-9010`. */
  readonly webhooksTo?: string;
}

/** Files of the data folder are their owner's alone, those too that a library makes beside ours. */
const PRIVATE = 0o077;

const writeLocalFile = (dataDir: string, local: LocalFile & { readonly startedAt: string }): void =>
  writeAtomically(join(dataDir, 'local.json'), `${JSON.stringify(local, null, 2)}\n`);

const startedCloud = (
  { port, data, fresh, quotas, conflicts, restorable, verbose, webhooksTo, clock }: StartOptions,
  assemblyDir: string,
  told: Pick<CloudOptions, 'deployed' | 'advanced'>,
  say: (line: string) => void,
): Promise<Cloud> =>
  startCloud({
    assemblyDir,
    dataDir: resolve(data),
    port,
    startServices,
    fresh: fresh === true,
    throttled: quotas === true,
    conflictMs: conflicts === true ? TRANSACTION_MS : 0,
    restorableMs: restorable ?? 0,
    environment: webhooksTo === undefined ? {} : { FOLIO_WEBHOOK_PORTS: webhooksTo },
    clock: clock === true,
    ...told,
    ...(verbose === true ? { log: say } : {}),
  });

/** What goes before a running cloud: what can be refused in a moment is refused before the app is synthesized. */
const prepare = async (
  options: StartOptions,
  say: (line: string) => void,
  note: (line: string) => void,
): Promise<string> => {
  const dataDir = resolve(options.data);
  checkDataFolder(dataDir, options.fresh === true);
  if (options.fresh !== true) {
    keptTenants(dataDir);
    const damaged = await damagedLocal(dataDir);
    if (damaged !== undefined) note(damaged);
  }
  const assemblyDir = await synthesize(PROJECT_DIR, () => say('Synthesizing the app (once per change) ...'));
  process.umask(PRIVATE);
  return assemblyDir;
};

/**
 * @param note hears what a person should know, whoever reads the answer
 * @throws CommandFailure in one line for what an operator can put right; nothing runs then
 */
export const startLocalCloud = async (
  options: StartOptions,
  say: (line: string) => void,
  note: (line: string) => void,
): Promise<{ readonly cloud: Cloud; readonly local: LocalFile }> => {
  const from = performance.now();
  const dataDir = resolve(options.data);
  let cloud: Cloud | undefined;
  let local: (LocalFile & { readonly startedAt: string }) | undefined;
  /** A deployed app may know new scopes, which the command line's clients shall have at once. */
  const deployed = async (): Promise<void> => {
    if (cloud === undefined || local === undefined) return;
    local = { ...local, tenants: [...(await localTenants(cloud, dataDir))] };
    writeLocalFile(dataDir, local);
  };
  const advanced = ({ aheadSeconds }: ClockView): void => {
    if (local === undefined) return;
    local = { ...local, aheadSeconds };
    writeLocalFile(dataDir, local);
  };
  try {
    const assemblyDir = await prepare(options, say, note);
    cloud = await startedCloud(options, assemblyDir, { deployed, advanced }, say);
    const tenants = [...(await localTenants(cloud, dataDir))];
    const startedAt = new Date().toISOString();
    const readyMs = Math.round(performance.now() - from);
    const { url, control, endpoints, credentials, aheadSeconds } = cloud;
    const addresses = { url, awsUrl: endpoints.aws, dynamodbUrl: endpoints.dynamodb, credentials, control };
    local = { ...addresses, pid: process.pid, startedAt, readyMs, aheadSeconds, tenants };
    writeLocalFile(dataDir, local);
    return { cloud, local };
  } catch (error) {
    await cloud?.stop().catch(() => undefined);
    throw error instanceof StartFailure ? new CommandFailure(error.message) : error;
  }
};
