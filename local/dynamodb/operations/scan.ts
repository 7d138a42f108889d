import { crc32 } from 'node:zlib';
import { invalid } from '../errors.ts';
import { beyond, type Range } from '../storage/ranges.ts';
import type { Store } from '../store.ts';
import { type Column, checkScalars } from '../values/key.ts';
import {
  conditionOf,
  type Input,
  optionalCount,
  optionalFlag,
  placeholdersOf,
  refuseLegacy,
  tableName,
} from './input.ts';
import { type PageRequest, readPage } from './page.ts';
import { wantedOf } from './projection.ts';
import { checkConsistency, selectOf, sourceOf, startOf } from './source.ts';

const SEGMENTS_MAX = 1_000_000;
const EVERYTHING: Range = { where: [], values: [] };

/** The rows of one of several segments, by their partition; undefined without segments. @throws DynamoError */
const segmentOf = (input: Input): PageRequest['counts'] => {
  const total = optionalCount(input, 'TotalSegments', 1, SEGMENTS_MAX);
  const segment = optionalCount(input, 'Segment', 0, SEGMENTS_MAX - 1);
  if (total === undefined && segment === undefined) return undefined;
  if (total === undefined)
    throw invalid(
      'The TotalSegments parameter is required but was not present in the request when Segment parameter is present',
    );
  if (segment === undefined)
    throw invalid(
      'The Segment parameter is required but was not present in the request when parameter TotalSegments is present',
    );
  if (segment >= total)
    throw invalid(
      `The Segment parameter is zero-based and must be less than parameter TotalSegments: Segment: ${segment} is not less than TotalSegments: ${total}`,
    );
  return ({ pk }) => crc32(pk as Column) % total === segment;
};

/** All items of a table or an index, in no order that means anything. */
export const scan = (store: Store, input: Input): string => {
  refuseLegacy(input);
  const name = tableName(input);
  const isConsistent = optionalFlag(input, 'ConsistentRead');
  const limit = optionalCount(input, 'Limit');
  const counts = segmentOf(input);
  const context = placeholdersOf(input, ['FilterExpression', 'ProjectionExpression']);
  const filter = conditionOf(input, 'FilterExpression', context);
  const wanted = wantedOf(input, context);
  context.finish();
  return store.commits.read(() => {
    const source = sourceOf(store.catalog.readable(name), input);
    checkConsistency(isConsistent, source);
    checkScalars(source.table.schema, context.nested);
    const select = selectOf(source, input, wanted);
    const start = startOf(source, input);
    const range = start === undefined ? EVERYTHING : beyond(source.order, start.columns, true);
    const request = { source, range, isForward: true, limit, filter, context, wanted, select, isConsistent };
    return readPage(store, input, counts === undefined ? request : { ...request, counts });
  });
};
