import { conditionFailed, ItemFault, invalid } from '../errors.ts';
import { applyUpdate } from '../expression/apply-update.ts';
import type { Condition, Path, Update } from '../expression/ast.ts';
import { update as parseUpdate } from '../expression/cache.ts';
import { checkUpdate } from '../expression/check-update.ts';
import { meets } from '../expression/evaluate.ts';
import { pathsOf } from '../expression/parse-update.ts';
import type { Placeholders } from '../expression/placeholders.ts';
import { LIMITS } from '../limits.ts';
import type { Catalog } from '../storage/catalog.ts';
import type { Stored } from '../storage/item-cache.ts';
import { keyNames, type TableSchema } from '../storage/schema.ts';
import { storedAs, type Table } from '../storage/table.ts';
import { emptyItem, type Item } from '../values/attribute.ts';
import { itemBytes } from '../values/item-size.ts';
import { checkIndexKeys, checkScalars, type Key, keyAlone, keyInItem } from '../values/key.ts';
import { readItem } from '../values/read-value.ts';
import {
  choice,
  conditionOf,
  type Input,
  optionalText,
  placeholdersOf,
  refuseLegacy,
  requiredMap,
  tableName,
} from './input.ts';

/** A write of one item, checked as far as it can be without the item. */
export interface Action {
  readonly kind: 'Put' | 'Update' | 'Delete' | 'ConditionCheck';
  readonly table: Table;
  readonly key: Key;
  /** What the item becomes; undefined where it goes, or was not there. @throws DynamoError where it may not be done */
  readonly plan: (before: Stored | undefined) => Stored | undefined;
  /** The paths that an update names, for `UPDATED_OLD` and `UPDATED_NEW`. */
  readonly paths: readonly Path[];
}

const TOO_LARGE = 'Item size has exceeded the maximum allowed size';
const TOO_LARGE_UPDATE = 'Item size to update has exceeded the maximum allowed size';

/** @throws DynamoError with the item, where it was asked for */
const guard = (input: Input, condition: Condition | undefined, context: Placeholders) => {
  const withItem = choice(input, 'ReturnValuesOnConditionCheckFailure', ['NONE', 'ALL_OLD']) === 'ALL_OLD';
  return (before: Stored | undefined): void => {
    if (condition !== undefined && !meets(condition, before?.item, context))
      throw conditionFailed(withItem ? before?.item : undefined);
  };
};

export const putAction = (catalog: Catalog, input: Input): Action => {
  refuseLegacy(input);
  const name = tableName(input);
  const item = readItem(requiredMap(input, 'Item'));
  const context = placeholdersOf(input, ['ConditionExpression']);
  const check = guard(input, conditionOf(input, 'ConditionExpression', context), context);
  context.finish();
  const table = catalog.table(name);
  checkScalars(table.schema, context.nested);
  const key = keyInItem(table.schema, item);
  checkIndexKeys(table.schema, item);
  const after = storedAs(item);
  if (after.bytes > LIMITS.itemBytes) throw new ItemFault(TOO_LARGE);
  return {
    kind: 'Put',
    table,
    key,
    paths: [],
    plan: (before) => {
      check(before);
      return after;
    },
  };
};

/** What an update gives an item that is not there yet. */
const keysAlone = ({ keys }: TableSchema, key: Item): Item => {
  const item = emptyItem();
  for (const name of keyNames(keys)) {
    const value = key[name];
    if (value !== undefined) item[name] = value;
  }
  return item;
};

const checkNoKey = ({ keys }: TableSchema, paths: readonly Path[]): void => {
  for (const { steps } of paths) {
    const name = String(steps[0]);
    if (name === keys.partition || name === keys.sort)
      throw invalid(
        `One or more parameter values were invalid: Cannot update attribute ${name}. This attribute is part of the key`,
      );
  }
};

const NOTHING: Update = { set: [], remove: [], add: [], delete: [] };

export const updateAction = (catalog: Catalog, input: Input): Action => {
  refuseLegacy(input);
  const name = tableName(input);
  const given = readItem(requiredMap(input, 'Key'));
  const context = placeholdersOf(input, ['UpdateExpression', 'ConditionExpression']);
  const text = optionalText(input, 'UpdateExpression');
  const parsed = text === undefined ? undefined : parseUpdate('UpdateExpression', text);
  if (parsed !== undefined) {
    context.use('UpdateExpression', parsed);
    checkUpdate('UpdateExpression', parsed.ast, context);
  }
  const check = guard(input, conditionOf(input, 'ConditionExpression', context), context);
  context.finish();
  const table = catalog.table(name);
  const { schema } = table;
  checkScalars(schema, context.nested);
  const key = keyAlone(schema, given);
  const update = parsed?.ast ?? NOTHING;
  const paths = pathsOf(update).map((path) => context.path(path));
  checkNoKey(schema, paths);
  return {
    kind: 'Update',
    table,
    key,
    paths,
    plan: (before) => {
      check(before);
      const item = applyUpdate(update, before?.item ?? keysAlone(schema, given), context);
      checkIndexKeys(schema, item, true);
      if (itemBytes(item) > LIMITS.itemBytes) throw invalid(TOO_LARGE_UPDATE);
      return before?.item === item ? before : storedAs(item);
    },
  };
};

const keyOnly = (kind: 'Delete' | 'ConditionCheck', catalog: Catalog, input: Input): Action => {
  refuseLegacy(input);
  const name = tableName(input);
  const given = readItem(requiredMap(input, 'Key'));
  const context = placeholdersOf(input, ['ConditionExpression']);
  const check = guard(input, conditionOf(input, 'ConditionExpression', context), context);
  context.finish();
  const table = catalog.table(name);
  checkScalars(table.schema, context.nested);
  return {
    kind,
    table,
    key: keyAlone(table.schema, given),
    paths: [],
    plan: (before) => {
      check(before);
      return kind === 'Delete' ? undefined : before;
    },
  };
};

export const deleteAction = (catalog: Catalog, input: Input): Action => keyOnly('Delete', catalog, input);

export const checkAction = (catalog: Catalog, input: Input): Action => {
  if (optionalText(input, 'ConditionExpression') === undefined)
    throw invalid(
      "1 validation error detected: Value null at 'transactItems.1.member.conditionCheck.conditionExpression' failed to satisfy constraint: Member must not be null",
    );
  return keyOnly('ConditionCheck', catalog, input);
};
