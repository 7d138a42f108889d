import { Bill, readUnits } from '../capacity.ts';
import type { Store } from '../store.ts';
import { checkScalars, keyAlone } from '../values/key.ts';
import { readItem } from '../values/read-value.ts';
import {
  capacityDetail,
  type Input,
  optionalFlag,
  placeholdersOf,
  refuseLegacy,
  requiredMap,
  tableName,
} from './input.ts';
import { itemText, wantedOf } from './projection.ts';

export const getItem = (store: Store, input: Input): string => {
  refuseLegacy(input);
  const name = tableName(input);
  const isConsistent = optionalFlag(input, 'ConsistentRead');
  const bill = new Bill(capacityDetail(input));
  const given = readItem(requiredMap(input, 'Key'));
  const context = placeholdersOf(input, ['ProjectionExpression']);
  const wanted = wantedOf(input, context);
  context.finish();
  return store.commits.read(() => {
    const table = store.catalog.readable(name);
    checkScalars(table.schema, context.nested);
    const row = table.get(keyAlone(table.schema, given));
    bill.table(table.schema.name, readUnits(row?.bytes ?? 0, isConsistent));
    const members = `${row === undefined ? '' : `,"Item":${itemText(row, wanted)}`}${bill.member()}`;
    return `{${members.slice(1)}}`;
  });
};
