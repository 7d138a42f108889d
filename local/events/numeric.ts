import { fail } from './pattern-failure.ts';

type Comparison = (value: number, bound: number) => boolean;

const LOWER: ReadonlyMap<unknown, Comparison> = new Map<unknown, Comparison>([
  ['>', (value, bound) => value > bound],
  ['>=', (value, bound) => value >= bound],
]);

const UPPER: ReadonlyMap<unknown, Comparison> = new Map<unknown, Comparison>([
  ['<', (value, bound) => value < bound],
  ['<=', (value, bound) => value <= bound],
]);

const EQUAL: Comparison = (value, bound) => value === bound;

const numberOf = (value: unknown, name: string): number =>
  typeof value === 'number' ? value : fail(name, 'numeric compares with numbers that a double holds exactly');

/** One comparison, or a range: `>` or `>=` first, then `<` or `<=` of a larger number. @throws PatternFailure */
export const numeric = (argument: unknown, name: string): ((value: number) => boolean) => {
  if (!Array.isArray(argument) || (argument.length !== 2 && argument.length !== 4))
    return fail(name, 'numeric takes one comparison or two');
  const [operator, operand, second, secondOperand] = argument as readonly unknown[];
  const bound = numberOf(operand, name);
  if (argument.length === 2) {
    const compare =
      operator === '='
        ? EQUAL
        : (LOWER.get(operator) ?? UPPER.get(operator) ?? fail(name, 'numeric has an unknown comparison'));
    return (value) => compare(value, bound);
  }
  const [lower, upper] = [LOWER.get(operator), UPPER.get(second)];
  if (lower === undefined || upper === undefined)
    return fail(name, 'a numeric range has > or >= first and < or <= second');
  const top = numberOf(secondOperand, name);
  if (top <= bound) fail(name, 'a numeric range begins below its end');
  return (value) => lower(value, bound) && upper(value, top);
};
