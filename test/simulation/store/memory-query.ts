import { condition as parseCondition } from '../../../local/dynamodb/expression/cache.ts';
import { keyCondition, type SortCondition } from '../../../local/dynamodb/expression/key-condition.ts';
import { type Input, optionalText, placeholdersOf } from '../../../local/dynamodb/operations/input.ts';
import type { Stored } from '../../../local/dynamodb/storage/item-cache.ts';
import { keyNames } from '../../../local/dynamodb/storage/schema.ts';
import { type Item, typeOf, type Value } from '../../../local/dynamodb/values/attribute.ts';
import { sortableNumber } from '../../../local/dynamodb/values/number.ts';
import type { Placed, Rows } from './memory-rows.ts';
import type { MemoryTable } from './memory-table.ts';

const PARAMETER = 'KeyConditionExpression';
/** What the engine here does not do, and no function of ours asks for. */
const UNKNOWN = ['FilterExpression', 'ProjectionExpression'];

const textOf = (value: Value): string => {
  if ('S' in value) return value.S;
  if ('N' in value) return sortableNumber(value.N);
  throw new Error(`keys of type ${typeOf(value)} are not simulated`);
};

const within = (sort: SortCondition | undefined): ((text: string) => boolean) => {
  if (sort === undefined) return () => true;
  const value = textOf(sort.value);
  switch (sort.by) {
    case 'between': {
      const high = textOf(sort.high);
      return (text) => text >= value && text <= high;
    }
    case 'begins_with':
      return (text) => text.startsWith(value);
    case '=':
      return (text) => text === value;
    case '<':
      return (text) => text < value;
    case '<=':
      return (text) => text <= value;
    case '>':
      return (text) => text > value;
    case '>=':
      return (text) => text >= value;
  }
};

interface Source {
  readonly rows: Rows;
  readonly keys: { readonly partition: string; readonly sort: string | undefined };
  /** Keys of the table beside those of the index. */
  readonly names: readonly string[];
  readonly isIndex: boolean;
}

const sourceOf = (table: MemoryTable, index: string | undefined): Source => {
  const own = keyNames(table.schema.keys);
  if (index === undefined) return { rows: table.rows, keys: table.schema.keys, names: own, isIndex: false };
  const found = table.indexes.get(index);
  if (found === undefined) throw new Error(`no index ${index}`);
  const names = [...new Set([...own, ...keyNames(found.schema.keys)])];
  return { rows: found.rows, keys: found.schema.keys, names, isIndex: true };
};

const partOf = (item: Item, names: readonly string[]): Item =>
  Object.fromEntries(names.flatMap((name) => (item[name] === undefined ? [] : [[name, item[name]]])));

/** The row after which a page begins, in the order of the query. */
const beyond = (rows: readonly Placed[], start: Item, { keys }: Source, forward: boolean): readonly Placed[] => {
  const sort = keys.sort === undefined ? '' : textOf(start[keys.sort] as Value);
  const [pk, sk] = [textOf(start.pk as Value), textOf(start.sk as Value)];
  const isAfter = (row: Placed): boolean => {
    const [a, b] = [
      [row.sort, row.kept.pk, row.kept.sk],
      [sort, pk, sk],
    ];
    const place = a.findIndex((text, at) => text !== b[at]);
    if (place < 0) return false;
    return forward ? (a[place] as string) > (b[place] as string) : (a[place] as string) < (b[place] as string);
  };
  return rows.filter(isAfter);
};

/** What a reader sees of a row; `after` is the last commit that a stale read may know. */
export const seen = ({ stored, previous, changed }: Placed['kept'], after: number): Stored | undefined =>
  changed > after ? previous : stored;

/** `pk = :pk`, with which a condition on keys begins wherever functions write one. */
const FIRST = /^\(?(#?\w+) = (:\w+)/;

/** The name of the value that a partition is asked for by. Functions have some dozens of conditions in all. */
const firstValue = (condition: string): string => {
  let name = FIRST_VALUES.get(condition);
  if (name === undefined) {
    name = FIRST.exec(condition)?.[2] ?? '';
    FIRST_VALUES.set(condition, name);
  }
  return name;
};
const FIRST_VALUES = new Map<string, string>();

/** Whether there is nothing in the partition that is asked for: most schedules look into dozens of those. */
export const isEmpty = (table: MemoryTable, input: Input): boolean => {
  const name = firstValue(String(input[PARAMETER]));
  const value = (input.ExpressionAttributeValues as Readonly<Record<string, Value>> | undefined)?.[name];
  if (value === undefined || !('S' in value)) return false;
  const partition = sourceOf(table, optionalText(input, 'IndexName')).rows.partition(value.S);
  return partition === undefined || partition.rows.length === 0;
};

/** Query, as far as functions ask for it. */
export const memoryQuery = (table: MemoryTable, input: Input, after: number): object => {
  for (const name of UNKNOWN) if (input[name] !== undefined) throw new Error(`${name} is not simulated`);
  if (isEmpty(table, input)) return { Count: 0, ScannedCount: 0, ...(input.Select === 'COUNT' ? {} : { Items: [] }) };
  const context = placeholdersOf(input, [PARAMETER]);
  const parsed = parseCondition(PARAMETER, String(input[PARAMETER]));
  context.use(PARAMETER, parsed);
  const source = sourceOf(table, optionalText(input, 'IndexName'));
  const { partition, sort } = keyCondition(parsed.ast, source.keys, context);
  const forward = input.ScanIndexForward !== false;
  const matches = within(sort);
  let rows: readonly Placed[] = source.rows.partition(textOf(partition))?.rows.filter((row) => matches(row.sort)) ?? [];
  if (!forward) rows = rows.toReversed();
  const start = input.ExclusiveStartKey as Item | undefined;
  if (start !== undefined) rows = beyond(rows, start, source, forward);
  const limit = typeof input.Limit === 'number' ? input.Limit : Number.POSITIVE_INFINITY;
  const items: Item[] = [];
  let last: Item | undefined;
  for (const { kept } of rows) {
    const found = seen(kept, after);
    if (found === undefined) continue;
    const { item } = found;
    items.push(source.isIndex ? partOf(item, source.names) : item);
    if (items.length < limit) continue;
    last = item;
    break;
  }
  const place = last === undefined ? {} : { LastEvaluatedKey: partOf(last, source.names) };
  const answer = { Count: items.length, ScannedCount: items.length, ...place };
  return input.Select === 'COUNT' ? answer : { Items: items, ...answer };
};
