import { type Type, typeOf, type Value } from '../values/attribute.ts';
import { compareValues } from '../values/compare.ts';
import type { Condition, Operand } from './ast.ts';
import { expressionError } from './lexer.ts';
import { shownPath } from './parse-update.ts';
import type { Placeholders } from './placeholders.ts';

const ORDERED: ReadonlySet<Type> = new Set(['S', 'N', 'B']);
const SIZED: ReadonlySet<Type> = new Set(['S', 'B', 'L', 'M', 'SS', 'NS', 'BS']);
const TYPES: ReadonlySet<string> = new Set(['S', 'N', 'B', 'BOOL', 'NULL', 'L', 'M', 'SS', 'NS', 'BS']);

const shown = (value: Value): string => {
  const [[type, content] = ['', '']] = Object.entries(value);
  return `AttributeValue: {${type}:${Array.isArray(content) ? `[${content.join(', ')}]` : String(content)}}`;
};

/**
 * Holds the values of one call to what operators and functions take, before any item is looked at.
 * @throws DynamoError
 */
export const checkCondition = (parameter: string, condition: Condition, context: Placeholders): void => {
  const given = (operand: Operand): Value | undefined =>
    operand.kind === 'value' ? context.value(operand.name) : undefined;
  const wrongType = (operator: string, value: Value) =>
    expressionError(
      parameter,
      `Incorrect operand type for operator or function; operator or function: ${operator}, operand type: ${typeOf(value)}`,
    );
  const only = (operator: string, operand: Operand, types: ReadonlySet<Type>): void => {
    if (operand.kind === 'size') only('size', operand.of, SIZED);
    const value = given(operand);
    if (value !== undefined && !types.has(typeOf(value))) throw wrongType(operator, value);
  };
  const sizes = (...operands: readonly Operand[]): void => {
    for (const each of operands) if (each.kind === 'size') only('size', each.of, SIZED);
  };

  /** No operand is compared with itself. */
  const distinct = (operator: string, first: Operand, ...others: readonly Operand[]): void => {
    if (first.kind !== 'path') return;
    const path = shownPath(context.path(first.path));
    if (others.some((each) => each.kind === 'path' && shownPath(context.path(each.path)) === path))
      throw expressionError(
        parameter,
        `The first operand must be distinct from the remaining operands for this operator or function; operator: ${operator}, first operand: ${path}`,
      );
  };

  const between = (low: Operand, high: Operand): void => {
    const [from, to] = [given(low), given(high)];
    if (from === undefined || to === undefined) return;
    const both = `lower bound operand: ${shown(from)}, upper bound operand: ${shown(to)}`;
    if (typeOf(from) !== typeOf(to))
      throw expressionError(
        parameter,
        `The BETWEEN operator requires same data type for lower and upper bounds; ${both}`,
      );
    if ((compareValues(from, to) ?? 0) > 0)
      throw expressionError(
        parameter,
        `The BETWEEN operator requires upper bound to be greater than or equal to lower bound; ${both}`,
      );
  };

  switch (condition.kind) {
    case 'and':
    case 'or':
      checkCondition(parameter, condition.left, context);
      checkCondition(parameter, condition.right, context);
      return;
    case 'not':
      checkCondition(parameter, condition.of, context);
      return;
    case 'compare':
      sizes(condition.left, condition.right);
      distinct(condition.by, condition.left, condition.right);
      if (condition.by === '=' || condition.by === '<>') return;
      only(condition.by, condition.left, ORDERED);
      only(condition.by, condition.right, ORDERED);
      return;
    case 'between':
      for (const each of [condition.of, condition.low, condition.high]) only('BETWEEN', each, ORDERED);
      distinct('BETWEEN', condition.of, condition.low, condition.high);
      between(condition.low, condition.high);
      return;
    case 'in':
      sizes(condition.of, ...condition.list);
      distinct('IN', condition.of, ...condition.list);
      return;
    case 'type': {
      only('attribute_type', condition.type, new Set(['S']));
      const type = given(condition.type);
      if (type !== undefined && 'S' in type && !TYPES.has(type.S))
        throw expressionError(
          parameter,
          `Invalid attribute type name found; type: ${type.S}, valid types: {B, NULL, SS, BOOL, L, BS, N, NS, S, M}`,
        );
      return;
    }
    case 'begins':
      for (const each of [condition.of, condition.what]) only('begins_with', each, new Set<Type>(['S', 'B']));
      distinct('begins_with', condition.of, condition.what);
      return;
    case 'contains':
      sizes(condition.of, condition.what);
      distinct('contains', condition.of, condition.what);
      return;
  }
};

/** Every path that a condition looks at. */
export const pathsIn = (condition: Condition, visit: (first: string) => void): void => {
  const operand = (each: Operand): void => {
    if (each.kind === 'size') operand(each.of);
    else if (each.kind === 'path') visit(String(each.path.steps[0]));
  };
  switch (condition.kind) {
    case 'and':
    case 'or':
      pathsIn(condition.left, visit);
      pathsIn(condition.right, visit);
      return;
    case 'not':
      pathsIn(condition.of, visit);
      return;
    case 'compare':
      operand(condition.left);
      operand(condition.right);
      return;
    case 'between':
      for (const each of [condition.of, condition.low, condition.high]) operand(each);
      return;
    case 'in':
      for (const each of [condition.of, ...condition.list]) operand(each);
      return;
    case 'exists':
    case 'absent':
      visit(String(condition.path.steps[0]));
      return;
    case 'type':
      operand(condition.type);
      visit(String(condition.path.steps[0]));
      return;
    case 'begins':
    case 'contains':
      operand(condition.of);
      operand(condition.what);
      return;
  }
};
