import { isObject } from '../aws/input.ts';
import { type Matcher, matcherOf, PatternFailure } from './matcher.ts';

/** Whether an event matches. */
export type Pattern = (event: unknown) => boolean;

/** Deeper than any event of ours; a bound for the recursion. */
const MAX_DEPTH = 100;

/** What stands under a name: lists of structures are looked through, as EventBridge does. */
const under = (value: unknown, name: string): readonly unknown[] => {
  if (Array.isArray(value)) return value.flatMap((each) => under(each, name));
  return isObject(value) && Object.hasOwn(value, name) ? [value[name]] : [];
};

/** The scalars at a place, out of lists; a structure is none. */
const leaves = (values: readonly unknown[]): readonly unknown[] =>
  values.flatMap((value) => (Array.isArray(value) ? leaves(value) : isObject(value) ? [] : [value]));

const anyOf = (matchers: readonly Matcher[], values: readonly unknown[]): boolean => {
  const found = leaves(values);
  return matchers.some((matcher) =>
    matcher.absent === undefined ? found.some(matcher.test) : (found.length === 0) === matcher.absent,
  );
};

type Check = (value: unknown) => boolean;

const field = (name: string, pattern: unknown, depth: number): Check => {
  if (Array.isArray(pattern)) {
    if (pattern.length === 0) throw new PatternFailure(`${name} has an empty list`);
    const matchers = pattern.map((each) => matcherOf(each, name));
    return (value) => anyOf(matchers, under(value, name));
  }
  if (!isObject(pattern)) throw new PatternFailure(`${name} is neither a list of values nor a structure`);
  const inner = compile(pattern, depth + 1);
  return (value) => {
    const found = under(value, name).flat();
    // Without anything there, only a demand for absence can hold.
    return found.length === 0 ? inner(undefined) : found.some(inner);
  };
};

const either = (alternatives: unknown, depth: number): Check => {
  if (!Array.isArray(alternatives) || alternatives.length === 0)
    throw new PatternFailure('$or is not a list of patterns');
  const checks = alternatives.map((each) => {
    if (!isObject(each)) throw new PatternFailure('$or is not a list of patterns');
    return compile(each, depth + 1);
  });
  return (value) => checks.some((check) => check(value));
};

const compile = (pattern: Readonly<Record<string, unknown>>, depth: number): Check => {
  if (depth > MAX_DEPTH) throw new PatternFailure('it is nested too deeply');
  const names = Object.keys(pattern);
  if (names.length === 0) throw new PatternFailure('a structure in it is empty');
  const checks = names.map((name) =>
    name === '$or' ? either(pattern[name], depth) : field(name, pattern[name], depth),
  );
  return (value) => checks.every((check) => check(value));
};

/**
 * Compiles an event pattern of EventBridge, which event source mappings use as their filter too.
 * @throws PatternFailure that says what EventBridge would refuse.
 */
export const compilePattern = (pattern: unknown): Pattern => {
  if (!isObject(pattern)) throw new PatternFailure('it is not a structure');
  return compile(pattern, 0);
};
