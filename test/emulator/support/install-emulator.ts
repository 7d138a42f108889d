import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from './run.ts';

/** Either the Python that has the emulator, or the reason why there is none. */
export type Installed = { readonly python: string } | { readonly missing: string };

const REQUIREMENTS = 'test/emulator/requirements.txt';
const CACHE = join('node_modules', '.cache', 'folio-emulator');
const INSTALL_WITHIN_MS = 120_000;

const lastLine = (text: string): string => text.trim().split('\n').at(-1) ?? '';

const pythonIn = (environment: string): string => join(environment, 'bin', 'python');

/**
 * A virtual environment with the emulator, made once for each state of the requirements and kept beside the packages. It
 * appears under its name only when all of it is there. Wheels only: nothing of a package runs while it is installed.
 */
export const installEmulator = async (root: string): Promise<Installed> => {
  const requirements = join(root, REQUIREMENTS);
  const digest = createHash('sha256')
    .update(await readFile(requirements))
    .digest('hex');
  const environment = join(root, CACHE, digest.slice(0, 16));
  if (existsSync(pythonIn(environment))) return { python: pythonIn(environment) };
  const fresh = `${environment}.${process.pid}.tmp`;
  await mkdir(join(root, CACHE), { recursive: true });
  try {
    const made = await run('python3', ['-m', 'venv', fresh], { timeoutMs: INSTALL_WITHIN_MS });
    if (made.code === null) return { missing: `python3 does not run here: ${lastLine(made.output)}` };
    if (made.code !== 0) return { missing: `python3 makes no virtual environment: ${lastLine(made.output)}` };
    const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--only-binary', ':all:'];
    const filled = await run(pythonIn(fresh), [...pip, '--requirement', requirements], {
      timeoutMs: INSTALL_WITHIN_MS,
    });
    if (filled.code !== 0) return { missing: `pip cannot install the emulator: ${lastLine(filled.output)}` };
    // Another run may have been quicker; its environment is as good.
    await rename(fresh, environment).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
    });
    return { python: pythonIn(environment) };
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
};
