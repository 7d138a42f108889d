import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AREAS } from './areas.ts';
import { CACHE, ROOT, TOOLS } from './places.ts';

/**
 * `npm run test:mutations -- AREA [FILES]`: plants small mistakes in the code of an area, one at a time, and says which of them no
 * unit or store test notices. What was found before and has not changed since is not tried again; README.md beside this tells how to
 * read it. The tools are no dependency of the project: they are installed beside what is cached.
 */
const WINDOWS = process.platform === 'win32';
/** Of all mutants that a test reaches. */
const SCORE_MIN = 85;

/** One change of so many is tried, drawn by the seed. */
const ONE_OF = Number(process.env.FOLIO_MUTATION_ONE_OF ?? 1);
const SEED = process.env.FOLIO_MUTATION_SEED ?? '1';

const install = (): void => {
  const [wanted, present] = [join(import.meta.dirname, 'tools.json'), join(TOOLS, 'package.json')];
  const isThere = existsSync(present) && readFileSync(present, 'utf8') === readFileSync(wanted, 'utf8');
  if (isThere && existsSync(join(TOOLS, 'node_modules', 'jest-circus'))) return;
  mkdirSync(TOOLS, { recursive: true });
  copyFileSync(wanted, present);
  const options = ['install', '--ignore-scripts', '--no-audit', '--no-fund'];
  const { status } = spawnSync('npm', options, { cwd: TOOLS, stdio: 'inherit', shell: WINDOWS });
  if (status !== 0) throw new Error('The tools could not be installed: is the registry within reach?');
};

const configOf = (name: string, mutate: readonly string[], tests: readonly string[]) => ({
  plugins: [join(import.meta.dirname, 'warm', 'runner.ts')],
  testRunner: 'warm',
  warm: {
    tests: tests.map((each) => `test/${each}${each.endsWith('/') ? '**/' : ''}*.test.ts`),
    oneOf: ONE_OF,
    seed: SEED,
  },
  testRunnerNodeArgs: ['--disable-warning=ExperimentalWarning'],
  // What a process has loaded of test files stays in it.
  maxTestRunnerReuse: 300,
  coverageAnalysis: 'perTest',
  mutate,
  // Texts of problems and names of metrics are held by golden files and the contract's tests, which stand in no area.
  mutator: { excludedMutations: ['StringLiteral'] },
  ignorePatterns: ['/findings', '/data', '/folio', '.git'],
  ignoreStatic: true,
  incremental: ONE_OF === 1,
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
