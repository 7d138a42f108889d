import { BlockList, isIP } from 'node:net';
import { isObject } from '../aws/input.ts';

/** A pattern that EventBridge would refuse; the message says what is wrong with it. */
export class PatternFailure extends Error {
  override readonly name = 'PatternFailure';
}

/** One member of a list in a pattern: a test of a scalar, or a demand for absence (`absent: true`) or presence. */
export interface Matcher {
  readonly test: (value: unknown) => boolean;
  readonly absent?: boolean;
}

type Make = (argument: unknown, name: string) => Matcher;

const fail = (name: string, what: string): never => {
  throw new PatternFailure(`${name}: ${what}`);
};

const textOf = (value: unknown, name: string, filter: string): string =>
  typeof value === 'string' && value !== '' ? value : fail(name, `${filter} takes text`);

const onText = (test: (value: string) => boolean): Matcher => ({
  test: (value) => typeof value === 'string' && test(value),
});

const lower = (text: string): string => text.toLowerCase();

/** `prefix` and `suffix` take text, or text whose case does not matter. */
const edge =
  (filter: 'prefix' | 'suffix'): Make =>
  (argument, name) => {
    const method = filter === 'prefix' ? 'startsWith' : 'endsWith';
    if (isObject(argument)) {
      const text = lower(textOf(argument['equals-ignore-case'], name, filter));
      return onText((value) => lower(value)[method](text));
    }
    const text = textOf(argument, name, filter);
    return onText((value) => value[method](text));
  };

const ignoreCase: Make = (argument, name) => {
  const wanted = lower(textOf(argument, name, 'equals-ignore-case'));
  return onText((value) => lower(value) === wanted);
};

/** `*` stands for any text, `\*` for itself. Matched piece by piece, so no text can make it slow. */
const wildcard: Make = (argument, name) => {
  const text = textOf(argument, name, 'wildcard');
  if (/(?<!\\)\*\*/.test(text)) fail(name, 'wildcard has two stars in a row');
  const pieces = text.split(/(?<!\\)\*/).map((piece) => piece.replace(/\\([*\\])/g, '$1'));
  return onText((value) => matchPieces(value, pieces));
};

const matchPieces = (value: string, pieces: readonly string[]): boolean => {
  const [first = '', ...rest] = pieces;
  const last = rest.pop();
  if (last === undefined) return value === first;
  if (!value.startsWith(first) || value.length < first.length + last.length) return false;
  let at = first.length;
  for (const piece of rest) {
    const found = value.indexOf(piece, at);
    if (found < 0) return false;
    at = found + piece.length;
  }
  return value.length - last.length >= at && value.endsWith(last);
};

const COMPARISONS: Readonly<Record<string, (value: number, bound: number) => boolean>> = {
  '=': (value, bound) => value === bound,
  '<': (value, bound) => value < bound,
  '<=': (value, bound) => value <= bound,
  '>': (value, bound) => value > bound,
  '>=': (value, bound) => value >= bound,
};

const numeric: Make = (argument, name) => {
  if (!Array.isArray(argument) || (argument.length !== 2 && argument.length !== 4))
    return fail(name, 'numeric takes one or two comparisons');
  const checks = [0, 2].slice(0, argument.length / 2).map((at) => {
    const compare = COMPARISONS[String(argument[at])] ?? fail(name, 'numeric has an unknown comparison');
    const bound: unknown = argument[at + 1];
    if (typeof bound !== 'number') return fail(name, 'numeric compares with numbers');
    return (value: number) => compare(value, bound);
  });
  return { test: (value) => typeof value === 'number' && checks.every((check) => check(value)) };
};

const exists: Make = (argument, name) =>
  typeof argument === 'boolean' ? { test: () => argument, absent: !argument } : fail(name, 'exists is true or false');

const cidr: Make = (argument, name) => {
  const [net = '', bits = ''] = textOf(argument, name, 'cidr').split('/');
  const family = isIP(net);
  if (family === 0 || !/^\d{1,3}$/.test(bits) || Number(bits) > (family === 4 ? 32 : 128))
    fail(name, 'cidr takes an address and the bits of its net');
  const list = new BlockList();
  const kind = family === 4 ? 'ipv4' : 'ipv6';
  list.addSubnet(net, Number(bits), kind);
  return onText((value) => isIP(value) === family && list.check(value, kind));
};

const anythingBut: Make = (argument, name) => {
  const inner: readonly Matcher[] = isObject(argument)
    ? Object.entries(argument).flatMap(([filter, values]) =>
        (Array.isArray(values) ? values : [values]).map((value) => matcherOf({ [filter]: value }, name)),
      )
    : (Array.isArray(argument) ? argument : [argument]).map((value) => exactly(value, name));
  if (inner.length === 0) fail(name, 'anything-but names nothing');
  return { test: (value) => inner.every((matcher) => !matcher.test(value)) };
};

const FILTERS: ReadonlyMap<string, Make> = new Map<string, Make>([
  ['prefix', edge('prefix')],
  ['suffix', edge('suffix')],
  ['equals-ignore-case', ignoreCase],
  ['wildcard', wildcard],
  ['numeric', numeric],
  ['exists', exists],
  ['cidr', cidr],
  ['anything-but', anythingBut],
]);

const exactly = (wanted: unknown, name: string): Matcher => {
  if (wanted !== null && !['string', 'number', 'boolean'].includes(typeof wanted))
    fail(name, 'a value is text, a number, true, false or null');
  return { test: (value) => value === wanted };
};

/** @throws PatternFailure for a filter that does not exist or has the wrong argument. */
export const matcherOf = (item: unknown, name: string): Matcher => {
  if (!isObject(item)) return exactly(item, name);
  const [filter, ...more] = Object.entries(item);
  if (filter === undefined || more.length > 0) return fail(name, 'a filter has exactly one name');
  const make = FILTERS.get(filter[0]) ?? fail(name, `there is no filter ${filter[0]}`);
  return make(filter[1], name);
};
