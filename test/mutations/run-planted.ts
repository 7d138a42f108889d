import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { plantedIn } from '../simulation/planted.ts';
import { ROOT } from './places.ts';
import { MISTAKES } from './planted/all-mistakes.ts';
import type { Mistake } from './planted/mistake.ts';

/**
 * `npm run test:planted [-- NAMES]`: plants the mistakes of `planted/`, one at a time, in a copy of the checkout, and says which test
 * notices each. A name stands for all that begin so. Ends with 1 where one is not noticed.
 */
const COPIED = ['bin', 'clients', 'console', 'docs', 'functions', 'lib', 'local', 'test'];
const FILES = ['CONTRIBUTING.md', 'cdk.json', 'jest.config.js', 'package.json', 'package-lock.json', 'tsconfig.json'];
const NOTICED = /^\s*(?:✕|●) (.+)$/m;

const copy = (): string => {
  const dir = mkdtempSync(join(tmpdir(), 'folio-planted-'));
  for (const name of [...COPIED, ...FILES]) cpSync(join(ROOT, name), join(dir, name), { recursive: true });
  mkdirSync(join(dir, 'node_modules', '.cache'), { recursive: true });
  rmSync(join(dir, 'node_modules'), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules'), join(dir, 'node_modules'), 'junction');
  return dir;
};

/** The file of a test, or its folder. */
const pathOf = (dir: string, test: string): string => {
  const path = `test/${test}.test.ts`;
  return existsSync(join(dir, path)) ? path : `test/${test}/`;
};

/** What the tests say of it; undefined where all of them pass. */
const noticed = (dir: string, mistake: Mistake): string | undefined => {
  const path = join(dir, mistake.file);
  const text = readFileSync(path, 'utf8');
  writeFileSync(path, plantedIn(text, mistake));
  const tests = mistake.tests.map((test) => pathOf(dir, test));
  const env = { ...process.env, FOLIO_TEST_RUNS: process.env.FOLIO_TEST_RUNS ?? '0.1' };
  const args = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', 'node_modules/jest/bin/jest.js'];
  const options = { cwd: dir, env, encoding: 'utf8' } as const;
  const { status, stdout, stderr } = spawnSync(process.execPath, [...args, '-w', '1', '--bail', ...tests], options);
  writeFileSync(path, text);
  return status === 0 ? undefined : (NOTICED.exec(`${stdout}${stderr}`)?.[1] ?? `ended with ${status}`);
};

const names = process.argv.slice(2);
const wanted = MISTAKES.filter(({ name }) => names.length === 0 || names.some((each) => name.startsWith(each)));
if (wanted.length === 0)
  throw new Error(`No mistake is called so. There are ${MISTAKES.map(({ name }) => name).join(', ')}.`);
const dir = copy();
let missed = 0;
try {
  for (const mistake of wanted) {
    const by = noticed(dir, mistake);
    if (by === undefined) missed += 1;
    process.stdout.write(
      `${by === undefined ? 'NOT NOTICED' : 'noticed    '}  ${mistake.name}  ${by ?? mistake.file}\n`,
    );
  }
} finally {
  rmSync(dir, { recursive: true, force: true });
}
process.stdout.write(`${wanted.length - missed} of ${wanted.length} were noticed.\n`);
process.exitCode = missed === 0 ? 0 : 1;
