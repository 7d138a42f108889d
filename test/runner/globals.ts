import { ModernFakeTimers } from '@jest/fake-timers';
import type * as Globals from '@jest/globals';
import { ModuleMocker } from 'jest-mock';

type Shared = Pick<
  typeof Globals,
  'afterAll' | 'afterEach' | 'beforeAll' | 'beforeEach' | 'describe' | 'expect' | 'it' | 'test'
>;

/** What a test file imports from `@jest/globals`: of the file that runs now. */
export let afterAll: Shared['afterAll'];
export let afterEach: Shared['afterEach'];
export let beforeAll: Shared['beforeAll'];
export let beforeEach: Shared['beforeEach'];
export let describe: Shared['describe'];
export let expect: Shared['expect'];
export let it: Shared['it'];
export let test: Shared['test'];

export const setGlobals = (globals: Shared): void => {
  ({ afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, test } = globals);
};

const spies = new ModuleMocker(globalThis);
const timers = new ModernFakeTimers({ config: { fakeTimers: {} } as never, global: globalThis });
/** Where Jest's runner of tests looks for the limit of all tests of a file. */
const TIMEOUT: unique symbol = Symbol.for('TEST_TIMEOUT_SYMBOL') as never;

/** The parts of `jest` that stand for nothing else: modules are never replaced. */
export const jest = {
  fn: spies.fn.bind(spies),
  spyOn: spies.spyOn.bind(spies),
  restoreAllMocks: () => spies.restoreAllMocks(),
  setTimeout: (limitMs: number): void => {
    (globalThis as { [TIMEOUT]?: number })[TIMEOUT] = limitMs;
  },
  useFakeTimers: (config?: Parameters<ModernFakeTimers['useFakeTimers']>[0]): void => timers.useFakeTimers(config),
  useRealTimers: (): void => timers.useRealTimers(),
  advanceTimersByTime: (ms: number): void => timers.advanceTimersByTime(ms),
  advanceTimersByTimeAsync: (ms: number): Promise<void> => timers.advanceTimersByTimeAsync(ms),
  setSystemTime: (now?: number | Date): void => timers.setSystemTime(now),
};

/** What a file has put in place of something is nothing to the next one. */
export const restoreGlobals = (): void => {
  timers.useRealTimers();
  spies.restoreAllMocks();
};
