import { circus, jestExpect, ModuleMocker } from './circus.ts';

/** What a test imports from `@jest/globals`, for one process that stays. Time is not faked here: no test of an area asks for that. */
const spies = new ModuleMocker(globalThis);

export const { describe, it, test, beforeAll, beforeEach, afterAll, afterEach } = circus;
export const expect = jestExpect;
export const jest = {
  fn: () => spies.fn(),
  spyOn: (target: object, name: string) => spies.spyOn(target, name),
  /** A run has limits of its own. */
  setTimeout: () => undefined,
};
