import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { context, coverageOf, plant, restore } from './context.ts';
import { registerModules } from './modules.ts';
import { type FileHistory, inOrder } from './order.ts';
import { isInSample, type Place } from './sample.ts';
import { noteStray, runFile, type TestOutcome } from './test-file.ts';

/** Beside the copy of the repository: how long each test takes, for the processes that come later. */
const TIMES = 'folio-mutation-times.json';
const DRY_TIMEOUT_MS = 120_000;
/** A test that takes this much longer than it did is one that a change has made wait for ever. */
const PATIENCE_MS = 8_000;
const PATIENCE_FACTOR = 20;

interface Options {
  readonly warm: { readonly tests: readonly string[]; readonly oneOf: number; readonly seed: string };
}

interface Log {
  readonly warn: (message: string, ...values: readonly unknown[]) => void;
}

interface MutantRun {
  readonly activeMutant: Place & { readonly id: string };
  readonly testFilter?: readonly string[];
  readonly hitLimit?: number;
}

interface Result {
  readonly status: 'killed' | 'survived' | 'timeout' | 'error' | 'complete';
  readonly [name: string]: unknown;
}

const STATUS = { passed: 0, failed: 1, skipped: 2 } as const;

const said = ({ id, title, file, status, message, ms }: TestOutcome) => ({
  id,
  name: title,
  fileName: resolve(file),
  status: STATUS[status],
  failureMessage: message,
  timeSpentMs: ms,
});

/**
 * Stryker's runner of tests in a process that stays warm: sources are loaded once, with all changes in them and one of them in force;
 * of the tests only the file is loaded again. A failure counts where the same test passes without the change: what an earlier change
 * left behind in the process fails both times, and the process is given up for a fresh one.
 */
export class WarmRunner {
  static readonly inject = ['logger', 'options'] as const;
  readonly #log: Log;
  readonly #options: Options;
  readonly #loaded = new Set<string>();
  readonly #history: Record<string, FileHistory> = {};
  #times: Readonly<Record<string, number>> = {};
  #mutants = 0;
  #isSpent = false;

  constructor(log: Log, options: Options) {
    this.#log = log;
    this.#options = options;
  }

  capabilities = () => ({ reloadEnvironment: false });

  async init(): Promise<void> {
    registerModules();
    process.on('uncaughtException', noteStray);
    process.on('unhandledRejection', noteStray);
  }

  async dryRun(): Promise<Result> {
    const outcomes: TestOutcome[] = [];
    for (const file of globSync(this.#options.warm.tests).toSorted()) outcomes.push(...(await this.#tryFile(file)));
    const idsByFile = Map.groupBy(outcomes, ({ file }) => file);
    this.#times = Object.fromEntries(outcomes.map(({ id, ms }) => [id, ms]));
    writeFileSync(TIMES, JSON.stringify(this.#times));
    return {
      status: 'complete',
      tests: outcomes.map(said),
      mutantCoverage: coverageOf(new Map([...idsByFile].map(([file, of]) => [file, of.map(({ id }) => id)]))),
    };
  }

  /** Twice, as every change is tried in a process that has run the file before. A test that passes only once is no help here. */
  async #tryFile(file: string): Promise<readonly TestOutcome[]> {
    const onTest = (id: string | undefined) => {
      context.currentTestId = id;
    };
    const run = () => runFile(file, { bails: false, timeoutMs: DRY_TIMEOUT_MS, onTest });
    await this.#load(file);
    const first = await run();
    const passed = new Set(first.filter(({ status }) => status === 'passed').map(({ id }) => id));
    const second = await run();
    onTest(undefined);
    return second.map((outcome) => {
      if (outcome.status !== 'failed' || !passed.has(outcome.id)) return outcome;
      this.#log.warn('Left out, as it passes only once in a process: %s\n%s', outcome.id, outcome.message);
      return { ...outcome, status: 'skipped' };
    });
  }

  /** The sources that a test file needs are evaluated without a change. */
  async #load(file: string): Promise<void> {
    if (this.#loaded.has(file)) return;
    await import(pathToFileURL(resolve(file)).href);
    this.#loaded.add(file);
  }

  async mutantRun({ activeMutant, testFilter, hitLimit }: MutantRun): Promise<Result> {
    const { oneOf, seed } = this.#options.warm;
    // Stryker leaves errors out of the score.
    if (!isInSample(activeMutant, oneOf, seed)) return { status: 'error', errorMessage: 'Not in the sample.' };
    const { id } = activeMutant;
    if (this.#isSpent) throw new Error('A change has left something behind in this process.');
    if (Object.keys(this.#times).length === 0) this.#times = JSON.parse(readFileSync(TIMES, 'utf8'));
    if (testFilter === undefined) throw new Error('It is not known which tests reach the change.');
    this.#mutants += 1;
    const byFile = Map.groupBy(testFilter, (test) => test.slice(0, test.indexOf(': ')));
    for (const [file, tests] of byFile) this.#noteTime(file, tests);
    let hits = 0;
    for (const file of inOrder([...byFile.keys()], this.#history)) {
      const only = new Set(byFile.get(file));
      const { outcomes, hits: upToNow } = await this.#runWith(id, file, only, hitLimit, hits);
      hits = upToNow;
      if (hitLimit !== undefined && hits > hitLimit) return { status: 'timeout', reason: `Reached ${hits} times.` };
      const failed = outcomes.find(({ status }) => status === 'failed');
      if (failed !== undefined) return await this.#killed(failed, testFilter.length);
    }
    // What is worked out once in a process was worked out before this change.
    if (hits === 0 && this.#mutants > 1) throw new Error('The change was not reached.');
    return { status: 'survived', nrOfTests: testFilter.length };
  }

  #noteTime(file: string, tests: readonly string[]): void {
    const ms = tests.reduce((sum, test) => sum + (this.#times[test] ?? 0), 0);
    this.#history[file] = { ms, lastKill: this.#history[file]?.lastKill ?? 0 };
  }

  async #runWith(id: string, file: string, only: ReadonlySet<string>, hitLimit: number | undefined, hits: number) {
    await this.#load(file);
    plant(id, hitLimit, hits);
    try {
      return { outcomes: await this.#run(file, only), hits: context.hitCount ?? 0 };
    } finally {
      restore();
    }
  }

  async #run(file: string, only: ReadonlySet<string>): Promise<readonly TestOutcome[]> {
    const usual = Math.max(...[...only].map((test) => this.#times[test] ?? 0));
    const how = { only, bails: true, timeoutMs: PATIENCE_MS + PATIENCE_FACTOR * usual, onTest: () => undefined };
    try {
      return await runFile(file, how);
    } catch (error) {
      const [id = file] = only;
      return [{ id, title: id, file, status: 'failed', message: String(error), ms: 0 }];
    }
  }

  async #killed({ id, file, message }: TestOutcome, nrOfTests: number): Promise<Result> {
    const again = await this.#run(file, new Set([id]));
    if (again.some(({ status }) => status === 'failed')) {
      if (this.#mutants > 1) throw new Error(`Fails without the change too: ${id}`);
      this.#isSpent = true;
    }
    this.#history[file] = { ms: this.#history[file]?.ms ?? 0, lastKill: this.#mutants };
    return { status: 'killed', killedBy: [id], failureMessage: message, nrOfTests };
  }
}

export const strykerPlugins = [{ kind: 'TestRunner', name: 'warm', injectableClass: WarmRunner }];
export const strykerValidationSchema = {
  properties: { warm: { type: 'object', properties: { tests: { type: 'array', items: { type: 'string' } } } } },
};
