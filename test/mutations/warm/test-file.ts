import { resolve } from 'node:path';
import { type CircusTest, circus, testsOf, titleOf } from './circus.ts';
import { loadAgain } from './modules.ts';

export interface TestOutcome {
  readonly id: string;
  readonly title: string;
  readonly file: string;
  readonly status: 'passed' | 'failed' | 'skipped';
  readonly message: string;
  readonly ms: number;
}

export interface FileRun {
  /** The tests that run; all, where nothing is said. */
  readonly only?: ReadonlySet<string>;
  /** Whether the first failure ends the run. */
  readonly bails: boolean;
  /** Of a test that names no limit itself. */
  readonly timeoutMs: number;
  /** What is told which test runs now: the file itself stands for its loading and its hooks. */
  readonly onTest: (id: string) => void;
}

const wordsOf = (error: unknown): string => {
  const first: unknown = Array.isArray(error) ? (error[0] ?? error[1]) : error;
  return first instanceof Error ? (first.stack ?? first.message) : String(first);
};

/** An id for each test: a title that comes twice has its number behind it. */
const idsOf = (file: string, tests: readonly CircusTest[]): ReadonlyMap<CircusTest, string> => {
  const times = new Map<string, number>();
  return new Map(
    tests.map((test) => {
      const title = titleOf(test);
      const time = (times.get(title) ?? 0) + 1;
      times.set(title, time);
      return [test, `${file}: ${title}${time > 1 ? ` #${time}` : ''}`];
    }),
  );
};

interface Running extends FileRun {
  readonly ids: ReadonlyMap<CircusTest, string>;
  readonly file: string;
}

let running: Running | undefined;
let current: CircusTest | undefined;

/** An error that no test waits for counts against the one that runs. */
export const noteStray = (error: unknown): void => {
  current?.errors.push(error);
};

circus.addEventHandler(({ name, test }) => {
  if (running === undefined || test === undefined) return;
  if (name === 'test_start') {
    current = test;
    running.onTest(running.ids.get(test) ?? running.file);
  }
  if (name !== 'test_done') return;
  current = undefined;
  running.onTest(running.file);
  if (running.bails && test.errors.length > 0) for (const each of running.ids.keys()) each.mode = 'skip';
});

const outcomeOf = (file: string, id: string, test: CircusTest, isSkipped: boolean): TestOutcome => ({
  id,
  title: titleOf(test),
  file,
  status: isSkipped ? 'skipped' : test.errors.length > 0 ? 'failed' : 'passed',
  message: test.errors.map(wordsOf).join('\n'),
  ms: test.duration ?? 0,
});

/** Loads a test file and runs its tests. What goes wrong outside of every test fails the first. */
export const runFile = async (file: string, how: FileRun): Promise<readonly TestOutcome[]> => {
  circus.resetState();
  how.onTest(file);
  await loadAgain(resolve(file));
  const state = circus.getState();
  state.testTimeout = how.timeoutMs;
  const tests = testsOf(state.rootDescribeBlock);
  const ids = idsOf(file, tests);
  const asked = new Set(tests.filter((test) => how.only?.has(ids.get(test) ?? '') ?? true));
  for (const test of tests) if (!asked.has(test)) test.mode = 'skip';
  running = { ...how, ids, file };
  try {
    await circus.run();
  } finally {
    running = undefined;
    current = undefined;
  }
  const [first] = asked;
  first?.errors.push(...state.unhandledErrors);
  return tests.map((test) =>
    outcomeOf(file, ids.get(test) ?? file, test, test.errors.length === 0 && test.mode === 'skip'),
  );
};
