import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { run } from '../../emulator/support/run.ts';

/** Why something cannot be had here. */
export interface Missing {
  readonly missing: string;
}

const CACHE = 'node_modules/.cache';
const WITHIN_MS = 240_000;

const lastLine = (text: string): string => text.trim().split('\n').at(-1) ?? '';

/** Makes a folder beside the packages once, under its name only when all of it is there. */
export const madeOnce = async (
  name: string,
  make: (folder: string) => Promise<string | undefined>,
): Promise<string | Missing> => {
  const folder = resolve(CACHE, name);
  if (existsSync(folder)) return folder;
  const fresh = `${folder}.${process.pid}.tmp`;
  await mkdir(fresh, { recursive: true });
  try {
    const missing = await make(fresh);
    if (missing !== undefined) return { missing };
    await rename(fresh, folder).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
    });
    return folder;
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
};

/** Runs commands one after the other; the last line of the first that fails. */
export const steps = async (
  commands: readonly (readonly [string, readonly string[]])[],
  cwd: string,
): Promise<string | undefined> => {
  for (const [command, args] of commands) {
    const ended = await run(command, args, { cwd, timeoutMs: WITHIN_MS });
    if (ended.code !== 0) return `${command} ${args[0] ?? ''}: ${lastLine(ended.output)}`;
  }
  return undefined;
};

const OUTPUT_MAX = 200_000_000;

/** Runs a program of somebody else's over a file: what it says, or why it refuses. */
export type Witness = (input: string, ...args: readonly string[]) => { readonly ok: boolean; readonly out: string };

export const witness =
  (command: string, first: readonly string[]): Witness =>
  (input, ...args) => {
    const { status, stdout, stderr } = spawnSync(command, [...first, ...args], {
      input,
      maxBuffer: OUTPUT_MAX,
      encoding: 'utf8',
    });
    return status === 0 ? { ok: true, out: stdout } : { ok: false, out: stderr };
  };
