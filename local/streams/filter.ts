import { isObject } from '../aws/input.ts';
import { parseKeepingNumbers } from '../events/json-numbers.ts';
import { compilePattern } from '../events/pattern.ts';
import type { FilterView } from './stream-source.ts';

/** Whether a pattern looks at nothing but what is at hand without parsing the images. */
const keysOnly = (pattern: unknown): boolean => {
  if (!isObject(pattern)) return false;
  return Object.entries(pattern).every(([name, inner]) => {
    if (name === 'eventName') return true;
    return name === 'dynamodb' && isObject(inner) && Object.keys(inner).every((each) => each === 'Keys');
  });
};

/** A filter of a stream mapping, from the JSON of its pattern. @throws PatternFailure */
export const streamFilter = (json: string): ((view: FilterView) => boolean) => {
  const pattern = parseKeepingNumbers(json);
  const matches = compilePattern(pattern);
  return keysOnly(pattern)
    ? (view) => matches({ eventName: view.eventName, dynamodb: { Keys: view.keys() } })
    : (view) => matches(view.whole());
};

/** Records that any of the filters wants; all of them without filters. */
export const anyFilter = <T>(filters: readonly ((value: T) => boolean)[]): ((value: T) => boolean) =>
  filters.length === 0 ? () => true : (value) => filters.some((filter) => filter(value));
