import { Bill, readUnits } from '../capacity.ts';
import type { Condition } from '../expression/ast.ts';
import { meets } from '../expression/evaluate.ts';
import type { Placeholders } from '../expression/placeholders.ts';
import { LIMITS } from '../limits.ts';
import type { Range } from '../storage/ranges.ts';
import { type Row, soundItem } from '../storage/table.ts';
import type { Store } from '../store.ts';
import type { Item } from '../values/attribute.ts';
import { storedItem } from '../values/read-value.ts';
import { capacityDetail, type Input } from './input.ts';
import { itemText, type Wanted } from './projection.ts';
import { placeOf, type Select, type Source } from './source.ts';

export interface PageRequest {
  readonly source: Source;
  readonly range: Range;
  readonly isForward: boolean;
  readonly limit: number | undefined;
  readonly filter: Condition | undefined;
  readonly context: Placeholders;
  readonly wanted: Wanted | undefined;
  readonly select: Select;
  readonly isConsistent: boolean;
  /** Which rows count at all: those of a segment. */
  readonly counts?: (row: Row & { readonly pk: unknown }) => boolean;
}

const sqlOf = ({ source, range, isForward, limit, counts }: PageRequest): string => {
  const where = range.where.length === 0 ? '' : ` WHERE ${range.where.join(' AND ')}`;
  const order = source.order.map((each) => `${each} ${isForward ? 'ASC' : 'DESC'}`).join(', ');
  const most = limit === undefined || counts !== undefined ? '' : ` LIMIT ${limit}`;
  return `SELECT pk, item, bytes, crc FROM ${source.rows}${where} ORDER BY ${order}${most}`;
};

/**
 * One page: rows in order until there are no more, `Limit` of them were looked at, or they come to a megabyte. What a filter
 * turns away counts for both.
 */
export const readPage = (store: Store, input: Input, request: PageRequest): string => {
  const { source, limit, filter, context, wanted, select, isConsistent, counts } = request;
  const items: string[] = [];
  let [scanned, count, bytes] = [0, 0, 0];
  let last: Item | undefined;
  const rows = store.statements.reader(sqlOf(request)).iterate(...request.range.values);
  for (const each of rows) {
    const row = each as unknown as Row & { readonly pk: unknown };
    if (counts !== undefined && !counts(row)) continue;
    scanned += 1;
    bytes += row.bytes;
    const isFull = scanned === limit || bytes >= LIMITS.pageBytes;
    const item = filter !== undefined || isFull ? storedItem(soundItem(row)) : undefined;
    if (filter === undefined || meets(filter, item, context)) {
      count += 1;
      if (select === 'ITEMS') items.push(itemText(row, wanted));
    }
    if (!isFull) continue;
    last = item;
    break;
  }
  const bill = new Bill(capacityDetail(input));
  const { name } = source.table.schema;
  bill.table(name, source.index === undefined ? readUnits(bytes, isConsistent) : 0);
  if (source.index !== undefined) bill.index(name, source.index, readUnits(bytes, isConsistent));
  const list = select === 'ITEMS' ? `"Items":[${items.join(',')}],` : '';
  const place = last === undefined ? '' : `,"LastEvaluatedKey":${JSON.stringify(placeOf(source, last))}`;
  return `{${list}"Count":${count},"ScannedCount":${scanned}${place}${bill.member()}}`;
};
