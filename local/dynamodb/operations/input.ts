import type { CapacityDetail } from '../capacity.ts';
import { constraint, DynamoError, invalid, unsupported } from '../errors.ts';
import type { Condition } from '../expression/ast.ts';
import { condition as parseCondition } from '../expression/cache.ts';
import { checkCondition } from '../expression/check-condition.ts';
import { Placeholders } from '../expression/placeholders.ts';

/** The parsed body of a call. */
export type Input = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is Input =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Parameters of before expressions; what they ask for is said with expressions. */
const LEGACY = [
  'Expected',
  'ConditionalOperator',
  'AttributesToGet',
  'AttributeUpdates',
  'KeyConditions',
  'QueryFilter',
  'ScanFilter',
];

export const refuseLegacy = (input: Input): void => {
  for (const name of LEGACY) if (input[name] !== undefined) throw unsupported(`the legacy parameter ${name}`);
};

const notOfType = (name: string, type: string): DynamoError =>
  new DynamoError('SerializationException', `${name} must be a ${type}`);

export const optionalText = (input: Input, name: string): string | undefined => {
  const value = input[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string') throw notOfType(name, 'string');
  return value;
};

export const optionalFlag = (input: Input, name: string): boolean => {
  const value = input[name];
  if (value === undefined || value === null) return false;
  if (typeof value !== 'boolean') throw notOfType(name, 'boolean');
  return value;
};

export const optionalMap = (input: Input, name: string): Input | undefined => {
  const value = input[name];
  if (value === undefined || value === null) return undefined;
  if (!isObject(value)) throw notOfType(name, 'map');
  return value;
};

export const optionalList = (input: Input, name: string): readonly unknown[] | undefined => {
  const value = input[name];
  if (value === undefined || value === null) return undefined;
  if (!Array.isArray(value)) throw notOfType(name, 'list');
  return value;
};

const parameterOf = (name: string): string => `${name.charAt(0).toLowerCase()}${name.slice(1)}`;

/** One of a few words; the first where none is given. */
export const choice = <const T extends string>(input: Input, name: string, words: readonly [T, ...T[]]): T => {
  const value = optionalText(input, name);
  if (value === undefined) return words[0];
  const found = words.find((each) => each === value);
  if (found === undefined) throw constraint(value, parameterOf(name), `satisfy enum value set: [${words.join(', ')}]`);
  return found;
};

/** A whole number of at least one; undefined where none is given. */
export const optionalCount = (
  input: Input,
  name: string,
  low = 1,
  high = Number.MAX_SAFE_INTEGER,
): number | undefined => {
  const value = input[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'number' || !Number.isInteger(value)) throw notOfType(name, 'whole number');
  if (value < low) throw constraint(value, parameterOf(name), `have value greater than or equal to ${low}`);
  if (value > high) throw constraint(value, parameterOf(name), `have value less than or equal to ${high}`);
  return value;
};

const TABLE_NAME = /^[a-zA-Z0-9_.-]+$/;

/** Also an ARN, whose last part is the name. */
export const checkedName = (value: string, at: string): string => {
  const name = value.startsWith('arn:') ? value.slice(value.lastIndexOf('/') + 1) : value;
  if (name.length < 3) throw constraint(name, at, 'have length greater than or equal to 3');
  if (name.length > 255) throw constraint(name, at, 'have length less than or equal to 255');
  if (!TABLE_NAME.test(name)) throw constraint(name, at, 'satisfy regular expression pattern: [a-zA-Z0-9_.-]+');
  return name;
};

export const tableName = (input: Input): string => {
  const value = optionalText(input, 'TableName');
  if (value === undefined) throw constraint('null', 'tableName', 'not be null');
  return checkedName(value, 'tableName');
};

export const requiredMap = (input: Input, name: string): Input => {
  const value = optionalMap(input, name);
  if (value === undefined) throw constraint('null', parameterOf(name), 'not be null');
  return value;
};

export const capacityDetail = (input: Input): CapacityDetail =>
  choice(input, 'ReturnConsumedCapacity', ['NONE', 'TOTAL', 'INDEXES']);

/** The placeholders of a call, and a check that something uses them. */
export const placeholdersOf = (input: Input, expressions: readonly string[]): Placeholders => {
  const [names, values] = [
    optionalMap(input, 'ExpressionAttributeNames'),
    // No projection has values: calls that can have nothing else do not know the parameter.
    expressions.every((each) => each === 'ProjectionExpression')
      ? undefined
      : optionalMap(input, 'ExpressionAttributeValues'),
  ];
  if (names === undefined && values === undefined) return new Placeholders(undefined, undefined);
  const used = expressions.filter((each) => input[each] !== undefined && input[each] !== null);
  if (used.length === 0) {
    const which = names !== undefined ? 'Names' : 'Values';
    throw invalid(
      `ExpressionAttribute${which} can only be specified when using expressions${which === 'Values' || expressions.length === 1 ? `: ${expressions.join(' and ')} is null` : ''}`,
    );
  }
  return new Placeholders(names, values);
};

/** A condition of a call, parsed and held to its values; undefined where there is none. */
export const conditionOf = (input: Input, parameter: string, context: Placeholders): Condition | undefined => {
  const text = optionalText(input, parameter);
  if (text === undefined) return undefined;
  const parsed = parseCondition(parameter, text);
  context.use(parameter, parsed);
  checkCondition(parameter, parsed.ast, context);
  return parsed.ast;
};
