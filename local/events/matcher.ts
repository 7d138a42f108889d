import { isObject } from '../aws/input.ts';
import { endsIgnoringCase, equalsIgnoringCase, startsIgnoringCase } from './ignore-case.ts';
import { inNet, sameAddress } from './ip-address.ts';
import { InexactNumber } from './json-numbers.ts';
import { numeric } from './numeric.ts';
import { fail } from './pattern-failure.ts';
import { wildcard } from './wildcard.ts';

/** One member of a list in a pattern: a test of a scalar, or a demand for absence (`absent: true`). */
export interface Matcher {
  readonly test: (value: unknown) => boolean;
  readonly absent?: true;
}

type Make = (argument: unknown, name: string) => Matcher;
type TextTest = (value: string) => boolean;

const textOf = (value: unknown, name: string, filter: string): string =>
  typeof value === 'string' ? value : fail(name, `${filter} takes text`);

const onText = (test: TextTest): Matcher => ({ test: (value) => typeof value === 'string' && test(value) });

/** What stands in `{ name: argument }`, which has no second name. */
const onlyFilter = (item: Readonly<Record<string, unknown>>, name: string): readonly [string, unknown] => {
  const [filter, ...more] = Object.entries(item);
  return filter === undefined || more.length > 0 ? fail(name, 'a filter has exactly one name') : filter;
};

/** A filter of text, or of text whose case does not matter: `"x"` or `{ "equals-ignore-case": "x" }`. */
const textOrAnyCase =
  (filter: string, exact: (text: string) => TextTest, anyCase: (text: string) => TextTest): Make =>
  (argument, name) => {
    if (!isObject(argument)) return onText(exact(textOf(argument, name, filter)));
    const [inner, text] = onlyFilter(argument, name);
    if (inner !== 'equals-ignore-case') fail(name, `${filter} takes text or equals-ignore-case`);
    return onText(anyCase(textOf(text, name, filter)));
  };

const prefixTest =
  (text: string): TextTest =>
  (value) =>
    value.startsWith(text);
const suffixTest =
  (text: string): TextTest =>
  (value) =>
    value.endsWith(text);

const exists: Make = (argument, name) => {
  if (typeof argument !== 'boolean') return fail(name, 'exists is true or false');
  return argument ? { test: () => true } : { test: () => false, absent: true };
};

/** What `anything-but` may exclude besides values; the text of a prefix or suffix is not empty here. */
const EXCLUSIONS: ReadonlyMap<string, (text: string, name: string) => TextTest> = new Map([
  ['prefix', (text: string, name: string) => prefixTest(text === '' ? fail(name, 'prefix is empty') : text)],
  ['suffix', (text: string, name: string) => suffixTest(text === '' ? fail(name, 'suffix is empty') : text)],
  ['equals-ignore-case', equalsIgnoringCase],
  ['wildcard', wildcard],
]);

const listOf = (argument: unknown, name: string): readonly unknown[] => {
  const values: readonly unknown[] = Array.isArray(argument) ? argument : [argument];
  return values.length === 0 ? fail(name, 'anything-but names nothing') : values;
};

const butValues = (argument: unknown, name: string): Matcher => {
  const values = listOf(argument, name);
  const alike = (type: string) => values.every((value) => typeof value === type);
  if (!alike('string') && !alike('number')) fail(name, 'anything-but takes texts only or numbers only');
  return { test: (value) => !values.includes(value) };
};

const anythingBut: Make = (argument, name) => {
  if (!isObject(argument) || argument instanceof InexactNumber) return butValues(argument, name);
  const [filter, texts] = onlyFilter(argument, name);
  const make = EXCLUSIONS.get(filter) ?? fail(name, `anything-but takes no ${filter}`);
  const tests = listOf(texts, name).map((text) => make(textOf(text, name, filter), name));
  return { test: (value) => typeof value !== 'string' || !tests.some((test) => test(value)) };
};

const FILTERS: ReadonlyMap<string, Make> = new Map<string, Make>([
  ['exactly', (argument, name) => exactly(textOf(argument, name, 'exactly'), name)],
  ['prefix', textOrAnyCase('prefix', prefixTest, startsIgnoringCase)],
  ['suffix', textOrAnyCase('suffix', suffixTest, endsIgnoringCase)],
  ['equals-ignore-case', (argument, name) => onText(equalsIgnoringCase(textOf(argument, name, 'equals-ignore-case')))],
  ['wildcard', (argument, name) => onText(wildcard(textOf(argument, name, 'wildcard'), name))],
  ['cidr', (argument, name) => onText(inNet(textOf(argument, name, 'cidr'), name))],
  ['exists', exists],
  ['anything-but', anythingBut],
  [
    'numeric',
    (argument, name) => {
      const test = numeric(argument, name);
      return { test: (value) => typeof value === 'number' && test(value) };
    },
  ],
]);

const exactly: Make = (wanted, name) => {
  if (wanted instanceof InexactNumber)
    return { test: (value) => value instanceof InexactNumber && value.text === wanted.text };
  if (wanted !== null && !['string', 'number', 'boolean'].includes(typeof wanted))
    fail(name, 'a value is text, a number, true, false or null');
  return { test: (value) => value === wanted };
};

/** A value of a list; an address matches in each of its spellings. */
const listed: Make = (wanted, name) => {
  const address = typeof wanted === 'string' ? sameAddress(wanted) : undefined;
  return address === undefined ? exactly(wanted, name) : onText(address);
};

/** @throws PatternFailure for a filter that does not exist or has the wrong argument. */
export const matcherOf = (item: unknown, name: string): Matcher => {
  if (!isObject(item) || item instanceof InexactNumber) return listed(item, name);
  const [filter, argument] = onlyFilter(item, name);
  const make = FILTERS.get(filter) ?? fail(name, `there is no filter ${filter}`);
  return make(argument, name);
};
