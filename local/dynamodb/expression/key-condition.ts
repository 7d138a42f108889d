import { invalid } from '../errors.ts';
import type { Value } from '../values/attribute.ts';
import type { Comparator, Condition, Operand } from './ast.ts';
import { expressionError } from './lexer.ts';
import type { Placeholders } from './placeholders.ts';

const PARAMETER = 'KeyConditionExpression';

export type SortCondition =
  | { readonly by: Exclude<Comparator, '<>'> | 'begins_with'; readonly value: Value }
  | { readonly by: 'between'; readonly value: Value; readonly high: Value };

interface Found {
  readonly name: string;
  readonly condition: SortCondition;
}

const TURNED: Readonly<Record<Comparator, Comparator>> = {
  '=': '=',
  '<>': '<>',
  '<': '>',
  '<=': '>=',
  '>': '<',
  '>=': '<=',
};

const badOperator = (operator: string) =>
  expressionError(PARAMETER, `Invalid operator used in KeyConditionExpression: ${operator}`);

const nameIn = (operand: Operand, context: Placeholders): string => {
  if (operand.kind === 'size') throw badOperator('size');
  if (operand.kind === 'value')
    throw expressionError(PARAMETER, 'KeyConditionExpressions cannot have conditions on values only');
  const { steps } = context.path(operand.path);
  if (steps.length > 1)
    throw expressionError(PARAMETER, 'KeyConditionExpressions cannot have conditions on nested attributes');
  return String(steps[0]);
};

const valueIn = (operand: Operand, context: Placeholders): Value => {
  if (operand.kind === 'size') throw badOperator('size');
  if (operand.kind === 'path')
    throw expressionError(PARAMETER, 'KeyConditionExpressions must have conditions of a key and a value');
  return context.value(operand.name);
};

const found = (condition: Condition, context: Placeholders): readonly Found[] => {
  switch (condition.kind) {
    case 'and':
      return [...found(condition.left, context), ...found(condition.right, context)];
    case 'compare': {
      const turned = condition.left.kind === 'value';
      const by = turned ? TURNED[condition.by] : condition.by;
      if (by === '<>') throw badOperator('<>');
      const [key, value] = turned ? [condition.right, condition.left] : [condition.left, condition.right];
      return [{ name: nameIn(key, context), condition: { by, value: valueIn(value, context) } }];
    }
    case 'between':
      return [
        {
          name: nameIn(condition.of, context),
          condition: { by: 'between', value: valueIn(condition.low, context), high: valueIn(condition.high, context) },
        },
      ];
    case 'begins':
      return [
        {
          name: nameIn(condition.of, context),
          condition: { by: 'begins_with', value: valueIn(condition.what, context) },
        },
      ];
    case 'or':
    case 'not':
    case 'in':
      throw badOperator(condition.kind.toUpperCase());
    case 'contains':
      throw badOperator('contains');
    case 'exists':
      throw badOperator('attribute_exists');
    case 'absent':
      throw badOperator('attribute_not_exists');
    case 'type':
      throw badOperator('attribute_type');
  }
};

/** What a query asks of the keys of its table or index. */
export interface KeyCondition {
  readonly partition: Value;
  readonly sort: SortCondition | undefined;
}

/**
 * @param keys the names of the partition and the sort key
 * @throws DynamoError where the condition is not on these keys, the first by equality
 */
export const keyCondition = (
  condition: Condition,
  keys: { readonly partition: string; readonly sort: string | undefined },
  context: Placeholders,
): KeyCondition => {
  const all = found(condition, context);
  if (all.length > 2) throw invalid('Conditions can be of length 1 or 2 only');
  const [one, two] = all;
  if (one !== undefined && one.name === two?.name)
    throw expressionError(PARAMETER, 'KeyConditionExpressions must only contain one condition per key');
  const partition = all.find(({ name }) => name === keys.partition);
  if (partition === undefined) throw invalid(`Query condition missed key schema element: ${keys.partition}`);
  if (partition.condition.by !== '=') throw invalid('Query key condition not supported');
  const other = all.find((each) => each !== partition);
  if (other !== undefined && other.name !== keys.sort)
    throw invalid(
      keys.sort === undefined
        ? 'Query key condition not supported'
        : `Query condition missed key schema element: ${keys.sort}`,
    );
  return { partition: partition.condition.value, sort: other?.condition };
};
