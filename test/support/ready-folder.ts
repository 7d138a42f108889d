import { constants } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { PROJECT_DIR } from '../../bin/client/project.ts';
import { synthesize } from '../../bin/client/synthesis.ts';

const CACHE = join(PROJECT_DIR, 'node_modules', '.cache', 'folio-test');
/** Of other states of the code, as old as this: another run may still copy a younger one. */
const FORGOTTEN_AFTER_MS = 60 * 60_000;
const READY_WITHIN_MS = 240_000;
const POLL_MS = 50;

/** Starts a cloud in a new folder as a user does, and ends it once it is ready; its data stays. */
export type StartOnce = (dataDir: string) => Promise<void>;

const forgetOthers = async (ours: string): Promise<void> => {
  for (const name of await readdir(CACHE)) {
    const path = join(CACHE, name);
    const at = (await stat(path).catch(() => undefined))?.mtimeMs ?? Date.now();
    if (path !== ours && Date.now() - at > FORGOTTEN_AFTER_MS) await rm(path, { recursive: true, force: true });
  }
};

const exists = async (path: string): Promise<boolean> => (await stat(path).catch(() => undefined)) !== undefined;

/** Whether the process that a file names is gone. One that has only begun to write its number is there. */
const isLeft = async (lock: string): Promise<boolean> => {
  const pid = Number(await readFile(lock, 'utf8').catch(() => ''));
  try {
    return pid > 0 && !process.kill(pid, 0);
  } catch {
    return true;
  }
};

/** Whether making it is ours: one of two workers does it, the other waits. A worker that died has left its lock. */
const isOurs = async (lock: string): Promise<boolean> => {
  if (await isLeft(lock)) await rm(lock, { force: true });
  return writeFile(lock, String(process.pid), { flag: 'wx' }).then(
    () => true,
    () => false,
  );
};

/** Whole or not at all. */
const makeAt = async (path: string, startOnce: StartOnce): Promise<void> => {
  const draft = await mkdtemp(`${path}.`);
  await startOnce(draft);
  await rename(draft, path);
  await forgetOthers(path);
};

/** Made once for each state of the code. */
const made = async (startOnce: StartOnce): Promise<string> => {
  const path = join(CACHE, basename(await synthesize(PROJECT_DIR, () => undefined)));
  const lock = `${path}.lock`;
  await mkdir(CACHE, { recursive: true });
  const until = Date.now() + READY_WITHIN_MS;
  while (!(await exists(path))) {
    if (Date.now() > until) throw new Error(`no data folder was made ready; remove ${lock} where nobody makes one`);
    if (!(await isOurs(lock))) {
      await pause(POLL_MS);
      continue;
    }
    try {
      if (!(await exists(path))) await makeAt(path, startOnce);
    } finally {
      await rm(lock);
    }
  }
  return path;
};

let ready: Promise<string> | undefined;

/** The folder that is copied; made now where this state of the code has none. */
export const madeReady = (startOnce: StartOnce): Promise<string> => {
  ready ??= made(startOnce);
  return ready;
};

/**
 * A new folder with what a first start leaves in it: the app deployed, each version asked, two tenants, and nothing else. A first
 * start loads each function once, which takes ten times the processor time of a second start and shows nothing that a test of
 * something else asks for.
 */
export const readyFolder = async (startOnce: StartOnce): Promise<string> => {
  const [from, to] = await Promise.all([madeReady(startOnce), mkdtemp(join(tmpdir(), 'folio-test-'))]);
  // Blocks are shared where the file system can.
  await cp(from, to, { recursive: true, mode: constants.COPYFILE_FICLONE, preserveTimestamps: true });
  return to;
};
