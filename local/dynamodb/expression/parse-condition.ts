import { LIMITS } from '../limits.ts';
import type { Comparator, Condition, Operand, Parsed, Path } from './ast.ts';
import { Cursor } from './cursor.ts';

const COMPARATORS: ReadonlySet<string> = new Set(['=', '<>', '<', '<=', '>', '>=']);
/** Parentheses and negations in one another; each costs stack. */
const DEPTH_MAX = 200;

/** How many operands each function takes. */
const FUNCTIONS: Readonly<Record<string, number>> = {
  attribute_exists: 1,
  attribute_not_exists: 1,
  attribute_type: 2,
  begins_with: 2,
  contains: 2,
  size: 1,
};

const commaList = (cursor: Cursor): readonly Operand[] => {
  const list = [operand(cursor)];
  while (cursor.takeSign(',')) list.push(operand(cursor));
  return list;
};

/** The operands of a function; the number of them is its own. */
const functionOperands = (cursor: Cursor): { readonly name: string; readonly operands: readonly Operand[] } => {
  const name = cursor.next().text;
  const wanted = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined;
  if (wanted === undefined) throw cursor.error(`Invalid function name; function: ${name}`);
  cursor.operator();
  cursor.expectSign('(');
  const operands = commaList(cursor);
  cursor.expectSign(')');
  if (operands.length !== wanted)
    throw cursor.error(
      `Incorrect number of operands for operator or function; operator or function: ${name}, number of operands: ${operands.length}`,
    );
  return { name, operands };
};

const operand = (cursor: Cursor): Operand => {
  if (cursor.isValue()) return { kind: 'value', name: cursor.value() };
  if (!cursor.isFunction()) return { kind: 'path', path: cursor.path() };
  const { name, operands } = functionOperands(cursor);
  const [of] = operands;
  if (name !== 'size' || of === undefined)
    throw cursor.error(`The function is not allowed to be used this way in an expression; function: ${name}`);
  return { kind: 'size', of };
};

const pathOnly = (cursor: Cursor, name: string, of: Operand | undefined): Path => {
  if (of?.kind === 'path') return of.path;
  throw cursor.error(`Operator or function requires a document path; operator or function: ${name}`);
};

const predicate = (cursor: Cursor): Condition => {
  const { name, operands } = functionOperands(cursor);
  const [of, what] = operands as readonly [Operand, Operand];
  switch (name) {
    case 'attribute_exists':
      return { kind: 'exists', path: pathOnly(cursor, name, of) };
    case 'attribute_not_exists':
      return { kind: 'absent', path: pathOnly(cursor, name, of) };
    case 'attribute_type':
      return { kind: 'type', path: pathOnly(cursor, name, of), type: what };
    default:
      return { kind: name === 'contains' ? 'contains' : 'begins', of, what };
  }
};

/** What stands behind an operand: a comparison, `BETWEEN` or `IN`. */
const comparison = (cursor: Cursor, left: Operand): Condition => {
  cursor.operator();
  const { kind, text } = cursor.token;
  if (kind === 'sign' && COMPARATORS.has(text)) {
    cursor.next();
    return { kind: 'compare', by: text as Comparator, left, right: operand(cursor) };
  }
  if (cursor.takeKeyword('BETWEEN')) {
    const low = operand(cursor);
    if (!cursor.takeKeyword('AND')) throw cursor.syntaxError();
    return { kind: 'between', of: left, low, high: operand(cursor) };
  }
  if (!cursor.takeKeyword('IN')) throw cursor.syntaxError();
  cursor.expectSign('(');
  const list = commaList(cursor);
  cursor.expectSign(')');
  if (list.length > LIMITS.inOperands)
    throw cursor.error(
      `Incorrect number of operands for operator or function; operator or function: IN, number of operands: ${list.length + 1}`,
    );
  return { kind: 'in', of: left, list };
};

const term = (cursor: Cursor, depth: number): Condition => {
  if (depth > DEPTH_MAX) throw cursor.error('The expression has too many levels of parentheses');
  if (cursor.takeKeyword('NOT')) {
    cursor.operator();
    return { kind: 'not', of: term(cursor, depth + 1) };
  }
  if (cursor.takeSign('(')) {
    const inner = either(cursor, depth + 1);
    cursor.expectSign(')');
    return inner;
  }
  if (cursor.isFunction() && cursor.token.text !== 'size') return predicate(cursor);
  return comparison(cursor, operand(cursor));
};

const both = (cursor: Cursor, depth: number): Condition => {
  let left = term(cursor, depth);
  while (cursor.takeKeyword('AND')) {
    cursor.operator();
    left = { kind: 'and', left, right: term(cursor, depth) };
  }
  return left;
};

const either = (cursor: Cursor, depth: number): Condition => {
  let left = both(cursor, depth);
  while (cursor.takeKeyword('OR')) {
    cursor.operator();
    left = { kind: 'or', left, right: both(cursor, depth) };
  }
  return left;
};

/** Of `ConditionExpression`, `FilterExpression` and `KeyConditionExpression`: one grammar. @throws DynamoError */
export const parseCondition = (parameter: string, text: string): Parsed<Condition> => {
  const cursor = new Cursor(parameter, text);
  return cursor.finish(either(cursor, 0));
};
