import { createRequire } from 'node:module';
import { join } from 'node:path';
import { TOOLS } from '../places.ts';

/** The parts of Jest that run here without Jest: its runner of tests, its `expect` and its spies, from the tools of mutation testing. */
const require = createRequire(join(TOOLS, 'package.json'));

export interface CircusTest {
  readonly type: 'test';
  readonly name: string;
  readonly parent: CircusBlock;
  readonly duration?: number | null;
  errors: unknown[];
  mode?: 'skip' | 'only' | 'todo' | undefined | null;
  timeout?: number | undefined;
}

export interface CircusBlock {
  readonly type: 'describeBlock';
  readonly name: string;
  readonly parent?: CircusBlock;
  readonly children: readonly (CircusBlock | CircusTest)[];
}

export interface CircusState {
  readonly rootDescribeBlock: CircusBlock;
  readonly unhandledErrors: readonly unknown[];
  testTimeout: number;
}

export interface CircusEvent {
  readonly name: string;
  readonly test?: CircusTest;
}

interface Circus {
  readonly describe: unknown;
  readonly it: unknown;
  readonly test: unknown;
  readonly beforeAll: unknown;
  readonly beforeEach: unknown;
  readonly afterAll: unknown;
  readonly afterEach: unknown;
  readonly addEventHandler: (handler: (event: CircusEvent) => void) => void;
  readonly getState: () => CircusState;
  readonly resetState: () => void;
  readonly run: () => Promise<{ readonly unhandledErrors: readonly string[] }>;
}

export const circus: Circus = require('jest-circus');
export const { jestExpect }: { readonly jestExpect: unknown } = require('@jest/expect');
export const { ModuleMocker }: { readonly ModuleMocker: new (global: unknown) => Spies } = require('jest-mock');

interface Spies {
  fn(): unknown;
  spyOn(target: object, name: string): unknown;
}

/** The tests of a file, in order. */
export const testsOf = (block: CircusBlock): readonly CircusTest[] =>
  block.children.flatMap((child) => (child.type === 'test' ? [child] : testsOf(child)));

/** The words of a test and of the blocks around it. */
export const titleOf = ({ name, parent }: CircusTest): string => {
  const words = [name];
  for (let block: CircusBlock | undefined = parent; block?.parent !== undefined; block = block.parent)
    words.unshift(block.name);
  return words.join(' ');
};
