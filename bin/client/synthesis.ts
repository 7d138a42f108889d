import { spawn } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { mkdir, readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { ASSEMBLY_SOURCES, sourceCommit } from '../../lib/platform/source-commit.ts';
import { NO_STAGE_FILES } from '../../lib/platform/stage.ts';
import { CommandFailure } from './problem-error.ts';

/** Assemblies kept, so that going back to an earlier state of the code is as quick as staying. */
const ASSEMBLIES_KEPT = 5;
/** What all that are kept may take: four or five of them. */
const ASSEMBLIES_MAX_BYTES = 150 * 1024 * 1024;
/** A busy machine takes a minute and more. */
const SYNTH_TIMEOUT_MS = 300_000;
/** What was used so lately may be read by another process now: a deployment copies what it needs within seconds. */
const IN_USE_MS = SYNTH_TIMEOUT_MS;

/** What `folio restore --target local` says to set: the restored tables that take over on this machine. */
export const LOCAL_RESTORED_TABLES = 'FOLIO_RESTORED_TABLES';

/**
 * What a deployment on this machine may do and no other: send events to plain servers on its own loopback address, and ask for
 * as much as it likes, unless the environment sets a budget of items a second for each tenant.
 */
const LOCAL_CONTEXT = {
  'folio:local-webhooks': 'true',
  'folio:console-operates': 'true',
  // No role is enforced on one machine, so nothing that runs loses anything.
  'folio:takes-rights': 'true',
  'folio:tenant-budget': process.env.FOLIO_TENANT_BUDGET ?? 'off',
  'folio:restored-tables': process.env[LOCAL_RESTORED_TABLES] ?? '',
};

function* filesUnder(path: string): Generator<string> {
  if (statSync(path).isFile()) {
    yield path;
    return;
  }
  for (const name of readdirSync(path).sort()) yield* filesUnder(join(path, name));
}

/** The CDK's context of one deployment. */
type Context = Readonly<Record<string, string>>;

/** What the CDK CLI would read from cdk.json, and what differs here. The commit is asked for once, and not again by the app. */
const contextOf = (projectDir: string, more: Context): Readonly<Record<string, unknown>> => {
  const config = JSON.parse(readFileSync(join(projectDir, 'cdk.json'), 'utf8')) as { readonly context?: object };
  return { 'folio:commit': sourceCommit(projectDir) ?? '', ...config.context, ...LOCAL_CONTEXT, ...more };
};

/** Over the names and contents of all sources: the same code in the same context, its commit included, has the same assembly. */
const sourceDigest = (projectDir: string, context: object): string => {
  const hash = createHash('sha256').update(JSON.stringify(context));
  // Runbooks are pages that a copy of the sources may be without.
  for (const source of ASSEMBLY_SOURCES.filter((one) => existsSync(join(projectDir, one)))) {
    for (const file of filesUnder(join(projectDir, source))) {
      hash.update(relative(projectDir, file)).update('\0').update(readFileSync(file)).update('\0');
    }
  }
  return hash.digest('hex').slice(0, 16);
};

/** What a call gives; undefined where its file is not there, or not any more. */
const ifThere = <T>(call: Promise<T>): Promise<T | undefined> =>
  call.catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });

/** Marks an assembly as used now; false where there is none. */
const use = async (assembly: string): Promise<boolean> => {
  const now = new Date();
  return (await ifThere(utimes(assembly, now, now).then(() => true))) ?? false;
};

/** Puts a fresh assembly where it belongs, whole or not at all. Where another process was faster, its one stays: it may be read. */
const keep = async (fresh: string, assembly: string): Promise<void> => {
  try {
    await rename(fresh, assembly);
  } catch (error) {
    if (!(await use(assembly))) throw error;
    await rm(fresh, { recursive: true, force: true });
  }
};

/**
 * The folder of the synthesized app. Synthesizes only when the sources have changed since any of the kept assemblies, so a
 * second start needs no synth. Any number of processes may ask at once.
 * @throws CommandFailure with what the app says, or why it said nothing
 */
export const synthesize = async (
  projectDir: string,
  onSynth: () => void,
  more: Context = {},
  timeoutMs = SYNTH_TIMEOUT_MS,
): Promise<string> => {
  const cache = join(projectDir, 'node_modules', '.cache', 'folio');
  const context = contextOf(projectDir, more);
  const assembly = join(cache, sourceDigest(projectDir, context));
  if (await use(assembly)) return assembly;
  onSynth();
  await mkdir(cache, { recursive: true });
  const fresh = `${assembly}.${randomUUID()}.tmp`;
  await runApp(projectDir, fresh, context, timeoutMs);
  await keep(fresh, assembly);
  await forgetOld(cache);
  return assembly;
};

/**
 * CloudFormation's own rules take more than half of a synthesis. `npm run synth` and `cdk deploy` ask them, as a test does; the
 * local cloud has rules of its own.
 */
const UNCHECKED = { CDK_VALIDATION: 'false' };
/** Stages' files speak of AWS accounts: what is synthesized for this machine takes no notice of them. */
const FOR_NO_ACCOUNT = { [NO_STAGE_FILES]: 'true' };

/** What the CDK CLI does for `cdk synth`: the context by environment, the app as a child. */
const runApp = async (projectDir: string, outDir: string, context: object, timeoutMs: number): Promise<void> => {
  const from = performance.now();
  const child = spawn(process.execPath, ['bin/app.ts'], {
    cwd: projectDir,
    env: {
      ...process.env,
      ...UNCHECKED,
      ...FOR_NO_ACCOUNT,
      FOLIO_BUNDLES: process.env.FOLIO_BUNDLES ?? join(projectDir, 'node_modules', '.cache', 'folio-bundles'),
      CDK_OUTDIR: outDir,
      CDK_CONTEXT_JSON: JSON.stringify(context),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: timeoutMs,
  });
  let output = '';
  const collect = (chunk: Buffer) => {
    output += chunk.toString();
  };
  child.stdout.on('data', collect);
  child.stderr.on('data', collect);
  const [code, signal] = await new Promise<readonly [number | null, NodeJS.Signals | null]>((resolve, reject) => {
    child.on('error', reject).on('close', (...ended) => resolve(ended));
  });
  if (code === 0) return;
  await rm(outDir, { recursive: true, force: true });
  const said = output.trim() === '' ? '' : `\n${output.trim()}`;
  if (signal === null)
    throw new CommandFailure(`The app does not synthesize:${said || ` it ended with ${code} and no word.`}`);
  const took = performance.now() - from;
  throw new CommandFailure(
    took < timeoutMs
      ? `The synthesis of the app was ended by ${signal}, not by itself. Run the command again.${said}`
      : `The app was not synthesized within ${timeoutMs / 1000} s: is this machine that busy? Run the command again.${said}`,
  );
};

/** What all files below take; those that go meanwhile count nothing. */
const bytesBelow = async (path: string): Promise<number> => {
  const names = (await ifThere(readdir(path, { recursive: true }))) ?? [];
  const sizes = await Promise.all(names.map(async (name) => (await ifThere(stat(join(path, name))))?.size ?? 0));
  return sizes.reduce((sum, size) => sum + size, 0);
};

/**
 * Takes away what was not used for longest, beyond a number and beyond what all of it may take. Renamed first: a half-removed
 * assembly is never taken for a whole one.
 */
const forgetOld = async (cache: string): Promise<void> => {
  const aged = await Promise.all(
    (await readdir(cache)).map(async (name) => ({
      name,
      at: (await ifThere(stat(join(cache, name))))?.mtimeMs ?? 0,
      bytes: await bytesBelow(join(cache, name)),
    })),
  );
  let bytes = 0;
  const old = aged
    .sort((a, b) => b.at - a.at)
    .filter((one, index) => {
      bytes += one.bytes;
      return index >= ASSEMBLIES_KEPT || bytes > ASSEMBLIES_MAX_BYTES;
    });
  for (const { name } of old.filter(({ at }) => Date.now() - at > IN_USE_MS)) {
    const gone = join(cache, `${randomUUID()}.gone`);
    await ifThere(rename(join(cache, name), gone));
    await rm(gone, { recursive: true, force: true });
  }
};
