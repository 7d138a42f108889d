import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AREAS } from './areas.ts';

/**
 * `npm run test:mutations -- AREA [FILES]`: plants small mistakes in the code of an area, one at a time, and says which of them no
 * unit or store test notices. What was found before and has not changed since is not tried again; README.md beside this tells how to
 * read it. The tools are no dependency of the project: they are installed beside what is cached.
 */
const ROOT = join(import.meta.dirname, '..', '..');
const CACHE = join(ROOT, 'node_modules', '.cache', 'folio', 'mutations');
const TOOLS = join(CACHE, 'tools');
/** Of all mutants that a test reaches. */
const SCORE_MIN = 85;
const WINDOWS = process.platform === 'win32';

const install = (): void => {
  const [wanted, present] = [join(import.meta.dirname, 'tools.json'), join(TOOLS, 'package.json')];
  const isThere = existsSync(present) && readFileSync(present, 'utf8') === readFileSync(wanted, 'utf8');
  if (isThere && existsSync(join(TOOLS, 'node_modules', '@stryker-mutator', 'jest-runner'))) return;
  mkdirSync(TOOLS, { recursive: true });
  copyFileSync(wanted, present);
  const options = ['install', '--ignore-scripts', '--no-audit', '--no-fund'];
  const { status } = spawnSync('npm', options, { cwd: TOOLS, stdio: 'inherit', shell: WINDOWS });
  if (status !== 0) throw new Error('The tools could not be installed: is the registry within reach?');
};

const configOf = (name: string, mutate: readonly string[], tests: readonly string[]) => ({
  plugins: [join(TOOLS, 'node_modules', '@stryker-mutator', 'jest-runner', 'dist', 'src', 'index.js')],
  testRunner: 'jest',
  jest: {
    enableFindRelatedTests: false,
    config: {
      testMatch: tests.map((each) => `<rootDir>/test/${each}*.test.ts`),
      testSequencer: '@jest/test-sequencer',
      // No test of an area starts a cloud.
      globalSetup: null,
      reporters: [],
    },
  },
  testRunnerNodeArgs: ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'],
  coverageAnalysis: 'perTest',
  mutate,
  // Texts of problems and names of metrics are held by golden files and the contract's tests, which stand in no area.
  mutator: { excludedMutations: ['StringLiteral'] },
  ignorePatterns: ['/docs', '/findings', '/data', '/folio', '.git'],
  ignoreStatic: true,
  incremental: true,
  incrementalFile: join(CACHE, `${name}.json`),
  concurrency: Number(process.env.FOLIO_MUTATION_WORKERS ?? 1),
  timeoutMS: 20_000,
  // Not below node_modules, where no test is looked for.
  tempDirName: join(tmpdir(), 'folio-mutations'),
  disableTypeChecks: false,
  // Types are stripped and not checked here. A file that there is would be read by the project's TypeScript, which no tool can call.
  tsconfigFile: 'none.json',
  reporters: ['clear-text', 'progress-append-only'],
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
  thresholds: { high: 95, low: SCORE_MIN, break: SCORE_MIN },
  allowEmpty: false,
});

const [name = '', ...files] = process.argv.slice(2);
const area = AREAS[name];
if (area === undefined) throw new Error(`Name an area: ${Object.keys(AREAS).join(', ')}.`);
install();
const config = join(CACHE, 'stryker.config.json');
writeFileSync(config, JSON.stringify(configOf(name, files.length > 0 ? files : area.mutate, area.tests), null, 2));
const stryker = join(TOOLS, 'node_modules', '@stryker-mutator', 'core', 'bin', 'stryker.js');
const env = { ...process.env, FOLIO_TEST_RUNS: process.env.FOLIO_TEST_RUNS ?? '0.1' };
process.exitCode =
  spawnSync(process.execPath, [stryker, 'run', config], { cwd: ROOT, stdio: 'inherit', env }).status ?? 1;
