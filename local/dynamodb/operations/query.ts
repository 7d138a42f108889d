import { invalid } from '../errors.ts';
import { condition as parseCondition } from '../expression/cache.ts';
import { checkCondition } from '../expression/check-condition.ts';
import { type KeyCondition, keyCondition, type SortCondition } from '../expression/key-condition.ts';
import type { Placeholders } from '../expression/placeholders.ts';
import { beyond, endOfPrefix, joined, type Range } from '../storage/ranges.ts';
import type { Store } from '../store.ts';
import { contentOf, typeOf, type Value } from '../values/attribute.ts';
import { type Column, checkKeyValue, checkScalars, keyOfValues } from '../values/key.ts';
import {
  conditionOf,
  type Input,
  optionalCount,
  optionalFlag,
  optionalText,
  placeholdersOf,
  refuseLegacy,
  tableName,
} from './input.ts';
import { readPage } from './page.ts';
import { wantedOf } from './projection.ts';
import {
  checkConsistency,
  checkFilter,
  checkHeld,
  type Place,
  type Source,
  selectOf,
  sourceOf,
  startOf,
} from './source.ts';

const PARAMETER = 'KeyConditionExpression';

const columnOf = (value: Value): Column => keyOfValues(value, undefined).pk;

/** The type of a condition's value is that of the key. @throws DynamoError */
const checkValues = ({ table, keys }: Source, { partition, sort }: KeyCondition): void => {
  const check = (name: string, value: Value, isPartition: boolean): void => {
    if (typeOf(value) !== table.schema.types[name])
      throw invalid('One or more parameter values were invalid: Condition parameter type does not match schema type');
    if (contentOf(value) !== '' || isPartition) checkKeyValue(name, value, isPartition);
  };
  check(keys.partition, partition, true);
  if (sort === undefined || keys.sort === undefined) return;
  if (sort.by === 'begins_with' && 'N' in sort.value)
    throw invalid(
      `Invalid ${PARAMETER}: Incorrect operand type for operator or function; operator or function: begins_with, operand type: N`,
    );
  check(keys.sort, sort.value, false);
  if (sort.by === 'between') check(keys.sort, sort.high, false);
};

const sortRange = (column: string, sort: SortCondition): Range => {
  const value = columnOf(sort.value);
  switch (sort.by) {
    case 'between':
      return { where: [`${column} >= ?`, `${column} <= ?`], values: [value, columnOf(sort.high)] };
    case 'begins_with': {
      const end = endOfPrefix(value);
      return end === undefined
        ? { where: [`${column} >= ?`], values: [value] }
        : { where: [`${column} >= ?`, `${column} < ?`], values: [value, end] };
    }
    default:
      return { where: [`${column} ${sort.by} ?`], values: [value] };
  }
};

const isWithin = ({ by, value }: SortCondition, at: Column): boolean => {
  if (by !== '=') return true;
  const wanted = columnOf(value);
  return typeof wanted === 'string' ? wanted === at : Buffer.compare(wanted, at as Uint8Array) === 0;
};

const rangeOf = (
  source: Source,
  { partition, sort }: KeyCondition,
  start: Place | undefined,
  isForward: boolean,
): Range => {
  const own = keyOfValues(partition, undefined);
  const ranges: Range[] = [{ where: [`${source.partition} = ?`], values: [own.pk] }];
  if (sort !== undefined) ranges.push(sortRange(source.sort, sort));
  if (start !== undefined) {
    if (
      Buffer.compare(Buffer.from(start.own.pk), Buffer.from(own.pk)) !== 0 ||
      (sort !== undefined && !isWithin(sort, start.own.sk))
    )
      throw invalid('The provided starting key is outside query boundaries based on provided conditions');
    ranges.push(beyond(source.order.slice(1), start.columns.slice(1), isForward));
  }
  return joined(...ranges);
};

const conditionOfKeys = (input: Input, context: Placeholders) => {
  const text = optionalText(input, PARAMETER);
  if (text === undefined)
    throw invalid('Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.');
  const parsed = parseCondition(PARAMETER, text);
  context.use(PARAMETER, parsed);
  checkCondition(PARAMETER, parsed.ast, context);
  return parsed.ast;
};

/** Items of one partition of a table or an index, by their sort key. */
export const query = (store: Store, input: Input): string => {
  refuseLegacy(input);
  const name = tableName(input);
  const isConsistent = optionalFlag(input, 'ConsistentRead');
  const limit = optionalCount(input, 'Limit');
  const isForward =
    input.ScanIndexForward === undefined || input.ScanIndexForward === null || optionalFlag(input, 'ScanIndexForward');
  const context = placeholdersOf(input, ['FilterExpression', 'ProjectionExpression', PARAMETER]);
  const condition = conditionOfKeys(input, context);
  const filter = conditionOf(input, 'FilterExpression', context);
  const wanted = wantedOf(input, context);
  context.finish();
  return store.commits.read(() => {
    const source = sourceOf(store.catalog.readable(name), input);
    checkConsistency(isConsistent, source);
    checkScalars(source.table.schema, context.nested);
    const asked = keyCondition(condition, source.keys, context);
    checkValues(source, asked);
    checkFilter(filter, source, context);
    checkHeld(filter, source, context);
    const select = selectOf(source, input, wanted);
    const range = rangeOf(source, asked, startOf(source, input), isForward);
    return readPage(store, input, { source, range, isForward, limit, filter, context, wanted, select, isConsistent });
  });
};
