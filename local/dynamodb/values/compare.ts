import { contentOf, ELEMENT, type Item, typeOf, type Value } from './attribute.ts';
import { compareNumbers } from './number.ts';

/** Texts sort by their UTF-8 bytes, which differs from JavaScript's order beyond the basic plane. */
const SURROGATE = /[\ud800-\udfff]/;
export const compareTexts = (a: string, b: string): number => {
  if (a === b) return 0;
  if (SURROGATE.test(a) || SURROGATE.test(b)) return Buffer.compare(Buffer.from(a), Buffer.from(b));
  return a < b ? -1 : 1;
};

const sameMembers = (a: readonly string[], b: readonly string[]): boolean => {
  const members = new Set(a);
  return a.length === b.length && b.every((each) => members.has(each));
};

const sameItems = (a: Item, b: Item): boolean => {
  const names = Object.keys(a);
  if (names.length !== Object.keys(b).length) return false;
  return names.every((name) => Object.hasOwn(b, name) && sameValues(a[name] as Value, b[name] as Value));
};

/** Whether two values are the same: of one type and content; sets in any order. */
export const sameValues = (a: Value, b: Value): boolean => {
  if (a === b) return true;
  const type = typeOf(a);
  if (type !== typeOf(b)) return false;
  const [x, y] = [contentOf(a), contentOf(b)];
  if (ELEMENT[type] !== undefined) return sameMembers(x as readonly string[], y as readonly string[]);
  if (type === 'M') return sameItems(x as Item, y as Item);
  if (type !== 'L') return x === y;
  const [left, right] = [x as readonly Value[], y as readonly Value[]];
  return left.length === right.length && left.every((each, at) => sameValues(each, right[at] as Value));
};

export const sameItem = (a: Item | undefined, b: Item | undefined): boolean =>
  a === b || (a !== undefined && b !== undefined && sameItems(a, b));

/** Negative, zero or positive; undefined where the two cannot be put in order: other types than one of S, N, B. */
export const compareValues = (a: Value, b: Value): number | undefined => {
  if ('S' in a && 'S' in b) return compareTexts(a.S, b.S);
  if ('N' in a && 'N' in b) return compareNumbers(a.N, b.N);
  if ('B' in a && 'B' in b) return Buffer.compare(Buffer.from(a.B, 'base64'), Buffer.from(b.B, 'base64'));
  return undefined;
};
