import { invalid } from '../errors.ts';
import { LIMITS } from '../limits.ts';
import type { Value } from '../values/attribute.ts';
import { readValue } from '../values/read-value.ts';
import type { Parsed, Path } from './ast.ts';
import { expressionError } from './lexer.ts';

type Raw = Readonly<Record<string, unknown>> | undefined;

const NAME = /^#\w+$/;
const VALUE = /^:\w+$/;

const checkKey = (parameter: string, key: string, form: RegExp): void => {
  if (!form.test(key)) throw invalid(`${parameter} contains invalid key: Syntax error; key: "${key}"`);
  if (Buffer.byteLength(key) > LIMITS.placeholderBytes)
    throw invalid(
      `${parameter} contains invalid key: The expression attribute map contains a key that is too long; key: "${key}"`,
    );
};

const namesOf = (raw: Raw): ReadonlyMap<string, string> => {
  const names = new Map<string, string>();
  if (raw === undefined) return names;
  const keys = Object.keys(raw);
  if (keys.length === 0) throw invalid('ExpressionAttributeNames must not be empty');
  for (const key of keys) {
    checkKey('ExpressionAttributeNames', key, NAME);
    const name = raw[key];
    if (typeof name !== 'string' || name === '')
      throw invalid(`ExpressionAttributeNames contains invalid value: Empty attribute name; key: ${key}`);
    if (name.length > LIMITS.attributeNameBytes)
      throw invalid('ExpressionAttributeNames contains invalid value: Attribute name is too long');
    names.set(key, name);
  }
  return names;
};

const valuesOf = (raw: Raw): ReadonlyMap<string, Value> => {
  const values = new Map<string, Value>();
  if (raw === undefined) return values;
  const keys = Object.keys(raw);
  if (keys.length === 0) throw invalid('ExpressionAttributeValues must not be empty');
  for (const key of keys) {
    checkKey('ExpressionAttributeValues', key, VALUE);
    values.set(key, valueFor(key, raw[key]));
  }
  return values;
};

const valueFor = (key: string, raw: unknown): Value => {
  try {
    return readValue(raw);
  } catch (error) {
    if ((error as { readonly code?: unknown }).code !== 'ValidationException') throw error;
    throw invalid(`ExpressionAttributeValues contains invalid value: ${(error as Error).message} for key ${key}`);
  }
};

/** `#names` and `:values` of one call, for all of its expressions. */
export class Placeholders {
  readonly #names: ReadonlyMap<string, string>;
  readonly #values: ReadonlyMap<string, Value>;
  readonly #usedNames = new Set<string>();
  readonly #usedValues = new Set<string>();
  /** The nested paths of all expressions, as the item has them. */
  readonly nested: Path[] = [];

  /** @throws DynamoError where they are not well formed */
  constructor(names: Raw, values: Raw) {
    this.#names = namesOf(names);
    this.#values = valuesOf(values);
  }

  /** Marks what an expression uses. @throws DynamoError for a placeholder that the call does not define. */
  use(parameter: string, { names, values, nested }: Parsed<unknown>): void {
    for (const name of names) {
      if (!this.#names.has(name))
        throw expressionError(
          parameter,
          `An expression attribute name used in the document path is not defined; attribute name: ${name}`,
        );
      this.#usedNames.add(name);
    }
    for (const value of values) {
      if (!this.#values.has(value))
        throw expressionError(
          parameter,
          `An expression attribute value used in expression is not defined; attribute value: ${value}`,
        );
      this.#usedValues.add(value);
    }
    for (const path of nested) this.nested.push(this.path(path));
  }

  /** @throws DynamoError where one is defined that no expression uses. */
  finish(): void {
    const unused = (all: ReadonlyMap<string, unknown>, used: ReadonlySet<string>) =>
      all.size === used.size ? [] : [...all.keys()].filter((key) => !used.has(key));
    const names = unused(this.#names, this.#usedNames);
    if (names.length > 0)
      throw invalid(`Value provided in ExpressionAttributeNames unused in expressions: keys: {${names.join(', ')}}`);
    const values = unused(this.#values, this.#usedValues);
    if (values.length > 0)
      throw invalid(`Value provided in ExpressionAttributeValues unused in expressions: keys: {${values.join(', ')}}`);
  }

  name(written: string): string {
    return written.startsWith('#') ? (this.#names.get(written) ?? written) : written;
  }

  value(name: string): Value {
    const value = this.#values.get(name);
    if (value === undefined) throw new Error('a value was used before it was checked');
    return value;
  }

  /** The path with every name as the item has it. */
  path(path: Path): Path {
    if (!path.isOpen) return path;
    return { steps: path.steps.map((step) => (typeof step === 'string' ? this.name(step) : step)), isOpen: false };
  }
}
