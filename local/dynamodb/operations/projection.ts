import type { Path } from '../expression/ast.ts';
import { projection as parseProjection } from '../expression/cache.ts';
import type { Placeholders } from '../expression/placeholders.ts';
import { checkProjection, projector } from '../expression/project.ts';
import { type Row, soundItem } from '../storage/table.ts';
import { storedItem } from '../values/read-value.ts';
import { type Input, optionalText } from './input.ts';

/** What a call wants of each item; undefined where that is all of it. */
export interface Wanted {
  readonly paths: readonly Path[];
  /** The wanted part of an item, as text. */
  readonly cut: (json: string) => string;
}

export const wantedOf = (input: Input, context: Placeholders): Wanted | undefined => {
  const text = optionalText(input, 'ProjectionExpression');
  if (text === undefined) return undefined;
  const parsed = parseProjection('ProjectionExpression', text);
  context.use('ProjectionExpression', parsed);
  const paths = parsed.ast.map((path) => context.path(path));
  checkProjection('ProjectionExpression', paths);
  const cut = projector(paths);
  return { paths, cut: (json) => JSON.stringify(cut(storedItem(json))) };
};

/** A row's item, or the wanted part of it, as text. */
export const itemText = (row: Row, wanted: Wanted | undefined): string => {
  const json = soundItem(row);
  return wanted === undefined ? json : wanted.cut(json);
};
