import { DynamoError, invalid, unsupported } from '../errors.ts';
import { LIMITS } from '../limits.ts';
import type { IndexSchema, KeyNames, KeyType, Projection, ViewType } from '../storage/schema.ts';
import {
  checkedName,
  choice,
  type Input,
  isObject,
  optionalFlag,
  optionalList,
  optionalMap,
  optionalText,
} from './input.ts';

const structures = (input: Input, name: string): readonly Input[] => {
  const list = optionalList(input, name) ?? [];
  if (!list.every(isObject)) throw new DynamoError('SerializationException', `${name} must hold structures`);
  return list as readonly Input[];
};

const required = (input: Input, name: string): string => {
  const value = optionalText(input, name);
  if (value === undefined || value === '')
    throw invalid(`One or more parameter values were invalid: ${name} is missing`);
  return value;
};

/** @throws DynamoError */
export const typesOf = (input: Input): Readonly<Record<string, KeyType>> => {
  const types: Record<string, KeyType> = {};
  for (const each of structures(input, 'AttributeDefinitions')) {
    const name = required(each, 'AttributeName');
    if (Object.hasOwn(types, name)) throw invalid(`Cannot have two attributes with the same name: ${name}`);
    types[name] = choice(each, 'AttributeType', ['S', 'N', 'B']);
  }
  return types;
};

/** @throws DynamoError where it is none, or on attributes without a type */
export const keysOf = (input: Input, types: Readonly<Record<string, KeyType>>): KeyNames => {
  const schema = structures(input, 'KeySchema').map((each) => ({
    name: required(each, 'AttributeName'),
    kind: choice(each, 'KeyType', ['HASH', 'RANGE']),
  }));
  const [first, second] = schema;
  if (
    first === undefined ||
    schema.length > 2 ||
    first.kind !== 'HASH' ||
    (second !== undefined && second.kind !== 'RANGE')
  )
    throw invalid('Invalid KeySchema: The first KeySchemaElement is not a HASH key type');
  if (first.name === second?.name)
    throw invalid('Both the Hash Key and the Range Key element in the KeySchema have the same name');
  for (const { name } of schema) {
    if (!Object.hasOwn(types, name))
      throw invalid(
        `One or more parameter values were invalid: Some index key attributes are not defined in AttributeDefinitions. Keys: [${schema.map((each) => each.name).join(', ')}], AttributeDefinitions: [${Object.keys(types).join(', ')}]`,
      );
    if (Buffer.byteLength(name) > LIMITS.keyNameBytes) throw invalid('A key attribute name has at most 255 bytes');
  }
  return { partition: first.name, sort: second?.name };
};

const projectionOf = (input: Input): Projection => {
  const given = optionalMap(input, 'Projection') ?? {};
  const type = choice(given, 'ProjectionType', ['ALL', 'KEYS_ONLY', 'INCLUDE']);
  if (optionalText(given, 'ProjectionType') === undefined)
    throw invalid('One or more parameter values were invalid: Unknown ProjectionType: null');
  const include = (optionalList(given, 'NonKeyAttributes') ?? []).map(String);
  if (type !== 'INCLUDE' && include.length > 0)
    throw invalid(
      `One or more parameter values were invalid: ProjectionType is ${type}, but NonKeyAttributes is specified`,
    );
  if (type === 'INCLUDE' && include.length === 0)
    throw invalid(
      'One or more parameter values were invalid: ProjectionType is INCLUDE, but NonKeyAttributes is not specified',
    );
  return { type, include };
};

/** A global index as a call defines it; `id` is the store's own. */
export const indexOf = (input: Input, types: Readonly<Record<string, KeyType>>, id: number): IndexSchema => ({
  id,
  name: checkedName(required(input, 'IndexName'), 'indexName'),
  keys: keysOf(input, types),
  projection: projectionOf(input),
});

export const indexInputs = (input: Input): readonly Input[] => {
  if ((optionalList(input, 'LocalSecondaryIndexes') ?? []).length > 0) throw unsupported('LocalSecondaryIndexes');
  const indexes = structures(input, 'GlobalSecondaryIndexes');
  if (indexes.length > LIMITS.globalIndexes)
    throw invalid(
      'One or more parameter values were invalid: GlobalSecondaryIndex count exceeds the per-table limit of 20',
    );
  const names = indexes.map(({ IndexName }) => IndexName);
  if (new Set(names).size < names.length)
    throw invalid('One or more parameter values were invalid: Duplicate index name');
  return indexes;
};

/** The view of a stream that is to be enabled; undefined where none is. */
export const viewOf = (input: Input): ViewType | undefined => {
  const given = optionalMap(input, 'StreamSpecification');
  if (given === undefined || !optionalFlag(given, 'StreamEnabled')) return undefined;
  if (optionalText(given, 'StreamViewType') === undefined)
    throw invalid(
      'One or more parameter values were invalid: StreamEnabled is true, but StreamViewType is not specified',
    );
  return choice(given, 'StreamViewType', ['NEW_AND_OLD_IMAGES', 'NEW_IMAGE', 'OLD_IMAGE', 'KEYS_ONLY']);
};

/** Every attribute that has a type is part of some key. @throws DynamoError */
export const checkTypesUsed = (types: Readonly<Record<string, KeyType>>, keys: readonly KeyNames[]): void => {
  const used = new Set(keys.flatMap(({ partition, sort }) => (sort === undefined ? [partition] : [partition, sort])));
  if (Object.keys(types).some((name) => !used.has(name)))
    throw invalid(
      'One or more parameter values were invalid: Number of attributes in KeySchema does not exactly match number of attributes defined in AttributeDefinitions',
    );
};
