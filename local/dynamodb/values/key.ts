import { ItemFault, invalid } from '../errors.ts';
import type { Path } from '../expression/ast.ts';
import { LIMITS } from '../limits.ts';
import type { KeyNames, KeyType, TableSchema } from '../storage/schema.ts';
import { attribute, binaryBytes, type Item, textBytes, typeOf, type Value } from './attribute.ts';
import { sortableNumber } from './number.ts';

/** What a key attribute is in a column of SQLite, where it sorts as DynamoDB sorts it. */
export type Column = string | Uint8Array;

/** The key of an item, ready for SQLite. A table without a sort key has an empty one. */
export interface Key {
  readonly pk: Column;
  readonly sk: Column;
  /** One text for both, for maps. */
  readonly text: string;
}

const itemFault = (message: string): ItemFault => new ItemFault(message);

const columnOf = (value: Value): Column => {
  if ('S' in value) return value.S;
  if ('N' in value) return sortableNumber(value.N);
  if ('B' in value) return Buffer.from(value.B, 'base64');
  throw new Error('a key is a text, a number or bytes');
};

const textOf = (value: Value | undefined): string =>
  value === undefined ? '' : 'S' in value ? value.S : 'N' in value ? value.N : 'B' in value ? value.B : '';

/** @throws DynamoError for an empty, an oversized or an ill-formed key value */
export const checkKeyValue = (name: string, value: Value, isPartition: boolean): void => {
  const isText = 'S' in value;
  if ((isText && value.S === '') || ('B' in value && value.B === ''))
    throw invalid(
      `One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty ${isText ? 'string' : 'binary'} value. Key: ${name}`,
    );
  if (isText && !value.S.isWellFormed())
    throw invalid(`One or more parameter values were invalid: the key ${name} is no text in Unicode`);
  const bytes = isText ? textBytes(value.S) : 'B' in value ? binaryBytes(value.B) : 0;
  const limit = isPartition ? LIMITS.partitionKeyBytes : LIMITS.sortKeyBytes;
  if (bytes > limit)
    throw invalid(
      `One or more parameter values were invalid: ${isPartition ? 'Size of hashkey has exceeded the maximum size limit of2048 bytes' : 'Aggregated size of all range keys has exceeded the size limit of 1024 bytes'}`,
    );
};

/** The key by values that were checked. */
export const keyOfValues = (partition: Value, sort: Value | undefined): Key => {
  const [first, second] = [textOf(partition), textOf(sort)];
  return {
    pk: columnOf(partition),
    sk: sort === undefined ? '' : columnOf(sort),
    text: `${first.length}:${first}${second}`,
  };
};

/** The key that stands in a whole item. @throws DynamoError where it is missing or of another type */
export const keyInItem = ({ keys, types }: TableSchema, item: Item): Key => {
  const value = (name: string, isPartition: boolean): Value => {
    const found = attribute(item, name);
    if (found === undefined)
      throw itemFault(`One or more parameter values were invalid: Missing the key ${name} in the item`);
    if (typeOf(found) !== types[name])
      throw itemFault(
        `One or more parameter values were invalid: Type mismatch for key ${name} expected: ${types[name]} actual: ${typeOf(found)}`,
      );
    checkKeyValue(name, found, isPartition);
    return found;
  };
  return keyOfValues(value(keys.partition, true), keys.sort === undefined ? undefined : value(keys.sort, false));
};

/** The key of a call: these attributes and no others. @throws DynamoError */
export const keyAlone = ({ keys, types }: TableSchema, key: Item): Key => {
  const names = keys.sort === undefined ? 1 : 2;
  const mismatch = () => itemFault('The provided key element does not match the schema');
  const value = (name: string, isPartition: boolean): Value => {
    const found = attribute(key, name);
    if (found === undefined || typeOf(found) !== types[name]) throw mismatch();
    checkKeyValue(name, found, isPartition);
    return found;
  };
  if (Object.keys(key).length !== names) throw mismatch();
  return keyOfValues(value(keys.partition, true), keys.sort === undefined ? undefined : value(keys.sort, false));
};

/** The key of an item in an index; undefined where it lacks one of the attributes, and so is not in the index. */
export const keyInIndex = (keys: KeyNames, item: Item): Key | undefined => {
  const partition = attribute(item, keys.partition);
  const sort = keys.sort === undefined ? undefined : attribute(item, keys.sort);
  if (partition === undefined || (keys.sort !== undefined && sort === undefined)) return undefined;
  return keyOfValues(partition, sort);
};

/** Keys are texts, numbers or bytes: nothing lies in them. @throws DynamoError for a path that goes on from one */
export const checkScalars = ({ keys, indexes }: TableSchema, nested: readonly Path[]): void => {
  for (const { steps } of nested) {
    const [name] = steps;
    const isKey = name === keys.partition || name === keys.sort;
    if (isKey || indexes.some((index) => name === index.keys.partition || name === index.keys.sort))
      throw invalid(
        `Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: ${isKey ? '' : 'Index'}Key: ${name}`,
      );
  }
};

/** @throws DynamoError where an attribute that an index is sorted by is of another type, or empty */
export const checkIndexKeys = ({ indexes, types }: TableSchema, item: Item, isUpdate = false): void => {
  for (const { name: index, keys } of indexes) {
    for (const [name, isPartition] of [
      [keys.partition, true],
      [keys.sort, false],
    ] as const) {
      const value = name === undefined ? undefined : attribute(item, name);
      if (name === undefined || value === undefined) continue;
      const wanted: KeyType | undefined = types[name];
      if (typeOf(value) !== wanted && isUpdate)
        throw itemFault('The update expression attempted to update the secondary index key to unsupported type');
      if (typeOf(value) !== wanted)
        throw itemFault(
          `One or more parameter values were invalid: Type mismatch for Index Key ${name} Expected: ${wanted} Actual: ${typeOf(value)} IndexName: ${index}`,
        );
      if (('S' in value && value.S === '') || ('B' in value && value.B === ''))
        throw itemFault(
          `One or more parameter values are not valid. A value specified for a secondary index key is not supported. The AttributeValue for a key attribute cannot contain an empty string value. IndexName: ${index}, IndexKey: ${name}`,
        );
      checkKeyValue(name, value, isPartition);
    }
  }
};
