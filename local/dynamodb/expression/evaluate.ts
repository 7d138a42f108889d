import {
  attribute,
  binaryBytes,
  contentOf,
  ELEMENT,
  type Item,
  textBytes,
  typeOf,
  type Value,
} from '../values/attribute.ts';
import { compareValues, sameValues } from '../values/compare.ts';
import type { Comparator, Condition, Operand, Path } from './ast.ts';
import type { Placeholders } from './placeholders.ts';

/** What stands at a place of an item, if anything does. */
export const valueAt = (item: Item | undefined, steps: Path['steps']): Value | undefined => {
  let value: Value | undefined;
  let map = item;
  for (const [depth, step] of steps.entries()) {
    if (depth > 0) map = value !== undefined && 'M' in value ? value.M : undefined;
    if (typeof step === 'string') value = attribute(map, step);
    else value = value !== undefined && 'L' in value ? value.L[step] : undefined;
    if (value === undefined) return undefined;
  }
  return value;
};

/** `size()` of a value; undefined for those that have none. */
export const sizeOf = (value: Value): number | undefined => {
  if ('S' in value) return textBytes(value.S);
  if ('B' in value) return binaryBytes(value.B);
  if ('M' in value) return Object.keys(value.M).length;
  const content = contentOf(value);
  return Array.isArray(content) ? content.length : undefined;
};

const operandValue = (operand: Operand, item: Item | undefined, context: Placeholders): Value | undefined => {
  switch (operand.kind) {
    case 'value':
      return context.value(operand.name);
    case 'path':
      return valueAt(item, context.path(operand.path).steps);
    case 'size': {
      const of = operandValue(operand.of, item, context);
      const size = of === undefined ? undefined : sizeOf(of);
      return size === undefined ? undefined : { N: String(size) };
    }
  }
};

const compare = (by: Comparator, left: Value | undefined, right: Value | undefined): boolean => {
  // Of two that are not there neither equals the other; one that is not there differs from one that is.
  if (by === '=') return left !== undefined && right !== undefined && sameValues(left, right);
  if (by === '<>') return !(left !== undefined && right !== undefined && sameValues(left, right));
  const order = left === undefined || right === undefined ? undefined : compareValues(left, right);
  if (order === undefined) return false;
  if (by === '<') return order < 0;
  if (by === '<=') return order <= 0;
  return by === '>' ? order > 0 : order >= 0;
};

const beginsWith = (of: Value | undefined, what: Value | undefined): boolean => {
  if (of === undefined || what === undefined) return false;
  if ('S' in of && 'S' in what) return of.S.startsWith(what.S);
  if (!('B' in of && 'B' in what)) return false;
  const start = Buffer.from(what.B, 'base64');
  return Buffer.from(of.B, 'base64').subarray(0, start.length).equals(start);
};

const contains = (of: Value | undefined, what: Value | undefined): boolean => {
  if (of === undefined || what === undefined) return false;
  if ('S' in of) return 'S' in what && of.S.includes(what.S);
  if ('B' in of) return 'B' in what && Buffer.from(of.B, 'base64').includes(Buffer.from(what.B, 'base64'));
  if ('L' in of) return of.L.some((each) => sameValues(each, what));
  const element = ELEMENT[typeOf(of)];
  return element === typeOf(what) && (contentOf(of) as readonly unknown[]).includes(contentOf(what));
};

/** Whether an item, or the lack of one, meets a condition. */
export const meets = (condition: Condition, item: Item | undefined, context: Placeholders): boolean => {
  const value = (operand: Operand): Value | undefined => operandValue(operand, item, context);
  switch (condition.kind) {
    case 'and':
      return meets(condition.left, item, context) && meets(condition.right, item, context);
    case 'or':
      return meets(condition.left, item, context) || meets(condition.right, item, context);
    case 'not':
      return !meets(condition.of, item, context);
    case 'compare':
      return compare(condition.by, value(condition.left), value(condition.right));
    case 'between': {
      const of = value(condition.of);
      return compare('>=', of, value(condition.low)) && compare('<=', of, value(condition.high));
    }
    case 'in': {
      const of = value(condition.of);
      return condition.list.some((each) => compare('=', of, value(each)));
    }
    case 'exists':
    case 'absent':
      return (valueAt(item, context.path(condition.path).steps) !== undefined) === (condition.kind === 'exists');
    case 'type': {
      const of = valueAt(item, context.path(condition.path).steps);
      const type = value(condition.type);
      return of !== undefined && type !== undefined && 'S' in type && typeOf(of) === type.S;
    }
    case 'begins':
      return beginsWith(value(condition.of), value(condition.what));
    case 'contains':
      return contains(value(condition.of), value(condition.what));
  }
};
