import { at, isObject, listOf } from './template.ts';

const KEYS = { type: 'events:detail-type', source: 'events:source' } as const;

/** Operators that let through only what is listed; any other leaves more than the list says. */
const EXACT = ['StringEquals', 'ForAllValues:StringEquals', 'ForAnyValue:StringEquals'];

const listed = (statement: unknown, key: string): readonly string[] => {
  const condition = at(statement, 'Condition');
  if (!isObject(condition)) return [];
  return EXACT.flatMap((operator) => listOf(at(condition, operator, key)).map(String));
};

/** The types of event that a statement on `events:PutEvents` is limited to; none where it is not. */
export const publishedTypes = (statement: unknown): readonly string[] => listed(statement, KEYS.type);

/** In whose name a statement lets events be published; none where it does not say. */
export const publishedSources = (statement: unknown): readonly string[] => listed(statement, KEYS.source);
