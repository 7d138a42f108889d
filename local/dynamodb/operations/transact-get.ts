import { Bill, readUnits } from '../capacity.ts';
import { cancelled, constraint, DynamoError, ItemFault, invalid, NO_REASON, type Reason } from '../errors.ts';
import { LIMITS } from '../limits.ts';
import type { Store } from '../store.ts';
import { checkScalars, keyAlone } from '../values/key.ts';
import { readItem } from '../values/read-value.ts';
import { capacityDetail, type Input, isObject, optionalList, placeholdersOf, requiredMap, tableName } from './input.ts';
import { itemText, wantedOf } from './projection.ts';
import { reasonOf } from './write-item.ts';

/** A transaction's read is billed twice. */
const FACTOR = 2;

const askedOf = (raw: unknown) => {
  const get = isObject(raw) && isObject(raw.Get) ? raw.Get : undefined;
  if (get === undefined) throw new DynamoError('SerializationException', 'TransactItems must hold Get structures');
  const context = placeholdersOf(get, ['ProjectionExpression']);
  const wanted = wantedOf(get, context);
  context.finish();
  return { name: tableName(get), given: readItem(requiredMap(get, 'Key')), wanted, context };
};

/** @throws DynamoError where a key is none of its table's */
const placesOf = (store: Store, all: readonly ReturnType<typeof askedOf>[]) => {
  const reasons: Reason[] = [];
  const places = all.flatMap((each) => {
    const table = store.catalog.readable(each.name);
    checkScalars(table.schema, each.context.nested);
    try {
      const place = { ...each, table, key: keyAlone(table.schema, each.given) };
      reasons.push(NO_REASON);
      return [place];
    } catch (error) {
      if (!(error instanceof ItemFault)) throw error;
      reasons.push(reasonOf(error));
      return [];
    }
  });
  if (places.length < all.length) throw cancelled(reasons);
  return places;
};

/** Up to a hundred items as they were at one moment. */
export const transactGetItems = (store: Store, input: Input): string => {
  const bill = new Bill(capacityDetail(input));
  const raw = optionalList(input, 'TransactItems') ?? [];
  if (raw.length === 0) throw constraint('[]', 'transactItems', 'have length greater than or equal to 1');
  if (raw.length > LIMITS.transactItems)
    throw constraint('[...]', 'transactItems', `have length less than or equal to ${LIMITS.transactItems}`);
  const all = raw.map(askedOf);
  return store.commits.read(() => {
    const places = placesOf(store, all);
    if (new Set(places.map(({ table, key }) => `${table.schema.id}:${key.text}`)).size < places.length)
      throw invalid('Transaction request cannot include multiple operations on one item');
    if (places.some((each) => store.conflicts.isHeld(each))) {
      const reason = { Code: 'TransactionConflict', Message: 'Transaction is ongoing for the item' };
      throw cancelled(places.map((each) => (store.conflicts.isHeld(each) ? reason : NO_REASON)));
    }
    const responses = places.map(({ table, key, wanted }) => {
      const row = table.get(key);
      bill.table(table.schema.name, readUnits(row?.bytes ?? 0, true), FACTOR);
      return row === undefined ? '{}' : `{"Item":${itemText(row, wanted)}}`;
    });
    return `{"Responses":[${responses.join(',')}]${bill.listMember('read')}}`;
  });
};
