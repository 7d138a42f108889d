import { Bill, readUnits } from '../capacity.ts';
import { constraint, DynamoError, invalid } from '../errors.ts';
import type { Placeholders } from '../expression/placeholders.ts';
import { LIMITS } from '../limits.ts';
import type { Store } from '../store.ts';
import { checkScalars, type Key, keyAlone } from '../values/key.ts';
import { readItem } from '../values/read-value.ts';
import { type Action, deleteAction, putAction } from './actions.ts';
import {
  capacityDetail,
  checkedName,
  type Input,
  isObject,
  optionalFlag,
  optionalList,
  placeholdersOf,
  refuseLegacy,
  requiredMap,
} from './input.ts';
import { itemText, type Wanted, wantedOf } from './projection.ts';

const structure = (raw: unknown): Input => {
  if (isObject(raw)) return raw;
  throw new DynamoError('SerializationException', 'RequestItems must hold structures');
};

interface Asked {
  readonly name: string;
  readonly keys: readonly { readonly raw: unknown; readonly given: ReturnType<typeof readItem> }[];
  readonly request: Input;
  readonly isConsistent: boolean;
  readonly wanted: Wanted | undefined;
  readonly nested: Placeholders['nested'];
}

const askedOf = (name: string, raw: unknown): Asked => {
  const request = structure(raw);
  refuseLegacy(request);
  const keys = (optionalList(request, 'Keys') ?? []).map((each) => ({ raw: each, given: readItem(each) }));
  if (keys.length === 0)
    throw constraint('[]', `requestItems.${name}.member.keys`, 'have length greater than or equal to 1');
  const context = placeholdersOf(request, ['ProjectionExpression']);
  const wanted = wantedOf(request, context);
  context.finish();
  const isConsistent = optionalFlag(request, 'ConsistentRead');
  return { name: checkedName(name, 'requestItems'), keys, request, isConsistent, wanted, nested: context.nested };
};

/** Up to a hundred items by their keys. What would not fit into 16 MB is given back to be asked for again. */
export const batchGetItem = (store: Store, input: Input): string => {
  const bill = new Bill(capacityDetail(input));
  const requests = Object.entries(requiredMap(input, 'RequestItems'));
  if (requests.length === 0) throw constraint('{}', 'requestItems', 'have length greater than or equal to 1');
  const all = requests.map(([name, raw]) => askedOf(name, raw));
  if (all.reduce((sum, { keys }) => sum + keys.length, 0) > LIMITS.batchGetKeys)
    throw invalid('Too many items requested for the BatchGetItem call');
  return store.commits.read(() => {
    let bytes = 0;
    const left: Record<string, unknown> = {};
    const responses = all.map(({ name, keys, request, isConsistent, wanted, nested }) => {
      const table = store.catalog.readable(name);
      checkScalars(table.schema, nested);
      const found: string[] = [];
      const unread: unknown[] = [];
      const distinct = new Map<string, { readonly key: Key; readonly raw: unknown }>();
      for (const { raw, given } of keys) {
        const key = keyAlone(table.schema, given);
        if (distinct.has(key.text)) throw invalid('Provided list of item keys contains duplicates');
        distinct.set(key.text, { key, raw });
      }
      for (const { key, raw } of distinct.values()) {
        const row = unread.length === 0 ? table.get(key) : undefined;
        if (unread.length > 0 || bytes + (row?.bytes ?? 0) > LIMITS.batchGetBytes) {
          unread.push(raw);
          continue;
        }
        bytes += row?.bytes ?? 0;
        bill.table(table.schema.name, readUnits(row?.bytes ?? 0, isConsistent));
        if (row !== undefined) found.push(itemText(row, wanted));
      }
      if (unread.length > 0) left[name] = { ...request, Keys: unread };
      return `${JSON.stringify(name)}:[${found.join(',')}]`;
    });
    return `{"Responses":{${responses.join(',')}},"UnprocessedKeys":${JSON.stringify(left)}${bill.listMember()}}`;
  });
};

interface Write {
  readonly table: string;
  readonly raw: unknown;
  readonly action: Action;
}

const writeOf = (store: Store, name: string, raw: unknown): Action => {
  const { PutRequest, DeleteRequest } = structure(raw);
  if ((PutRequest === undefined) === (DeleteRequest === undefined))
    throw invalid(
      'Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes',
    );
  return PutRequest === undefined
    ? deleteAction(store.catalog, { TableName: name, Key: structure(DeleteRequest).Key })
    : putAction(store.catalog, { TableName: name, Item: structure(PutRequest).Item });
};

const writesOf = (store: Store, input: Input): readonly Write[] => {
  const requests = Object.entries(requiredMap(input, 'RequestItems'));
  if (requests.length === 0) throw constraint('{}', 'requestItems', 'have length greater than or equal to 1');
  const raws = requests.flatMap(([table, list]) => {
    if (!Array.isArray(list)) throw new DynamoError('SerializationException', 'RequestItems must hold lists');
    if (list.length === 0)
      throw constraint('[]', `requestItems.${table}.member`, 'have length greater than or equal to 1');
    return list.map((raw: unknown) => ({ table, raw }));
  });
  if (raws.length > LIMITS.batchWriteItems) throw invalid('Too many items requested for the BatchWriteItem call');
  const writes = raws.map(({ table, raw }) => ({ table, raw, action: writeOf(store, table, raw) }));
  const keys = new Set(writes.map(({ action: { table, key } }) => `${table.schema.id}:${key.text}`));
  if (keys.size < writes.length) throw invalid('Provided list of item keys contains duplicates');
  return writes;
};

/** Up to 25 puts and deletes, each by itself: not a transaction. One that a transaction holds up is given back. */
export const batchWriteItem = (store: Store, input: Input): Promise<string> => {
  const bill = new Bill(capacityDetail(input));
  const writes = writesOf(store, input);
  return store.commits.run(() => {
    const left: Record<string, unknown[]> = {};
    for (const { table: name, raw, action } of writes) {
      if (store.conflicts.isHeld(action)) {
        left[name] = [...(left[name] ?? []), raw];
        continue;
      }
      const before = action.table.newest(action.key);
      const { units, indexUnits } = store.apply(action, before, action.plan(before));
      bill.table(action.table.schema.name, units);
      bill.indexes(action.table.schema.name, indexUnits);
    }
    return `{"UnprocessedItems":${JSON.stringify(left)}${bill.listMember()}}`;
  });
};
