import { execFile, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const REQUIREMENTS = 'test/makers/requirements.txt';
const CACHE = join('node_modules', '.cache', 'folio-makers');
const WITHIN_MS = 120_000;

/** A Python with other makers' readers, made once for each state of the requirements; undefined where there can be none. */
export const makersPython = async (): Promise<string | undefined> => {
  const digest = createHash('sha256').update(readFileSync(REQUIREMENTS)).digest('hex').slice(0, 16);
  const environment = resolve(CACHE, digest);
  const python = join(environment, 'bin', 'python');
  if (existsSync(python)) return python;
  await mkdir(CACHE, { recursive: true });
  const fresh = `${environment}.${process.pid}.tmp`;
  try {
    await run('python3', ['-m', 'venv', fresh], { timeout: WITHIN_MS });
    const pip = [
      '-m',
      'pip',
      'install',
      '--quiet',
      '--disable-pip-version-check',
      '--only-binary',
      ':all:',
      '-r',
      REQUIREMENTS,
    ];
    await run(join(fresh, 'bin', 'python'), pip, { timeout: WITHIN_MS });
    if (!existsSync(environment)) renameSync(fresh, environment);
    return python;
  } catch (error) {
    const said = String(error).trim().split('\n').at(-1);
    process.stderr.write(`Other makers' readers are not tried: ${said}\n`);
    return undefined;
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
};

/** Whether a program is there and runs. */
export const hasProgram = (name: string): boolean => spawnSync(name, ['--version']).status === 0;

/** What a Python script prints as JSON. */
export const python = async (interpreter: string, script: string, ...args: readonly string[]): Promise<unknown> =>
  JSON.parse((await run(interpreter, ['-c', script, ...args])).stdout);
