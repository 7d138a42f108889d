import { ELEMENT, type Type, typeOf } from '../values/attribute.ts';
import type { Path, Term, Update } from './ast.ts';
import { expressionError } from './lexer.ts';
import { firstClash, pathsOf, shownPath } from './parse-update.ts';
import type { Placeholders } from './placeholders.ts';

/** As messages of `ADD` and `DELETE` name types. */
const LONG: Readonly<Record<Type, string>> = {
  S: 'STRING',
  N: 'NUMBER',
  B: 'BINARY',
  BOOL: 'BOOLEAN',
  NULL: 'NULL',
  L: 'LIST',
  M: 'MAP',
  SS: 'STRING_SET',
  NS: 'NUMBER_SET',
  BS: 'BINARY_SET',
};

/**
 * Holds an update's paths apart and its values to what operators take, before any item is looked at.
 * @throws DynamoError
 */
export const checkUpdate = (parameter: string, update: Update, context: Placeholders): void => {
  const paths: readonly Path[] = pathsOf(update).map((each) => context.path(each));
  const clash = firstClash(paths);
  if (clash !== undefined) throw expressionError(parameter, clash);
  const wrongType = (operator: string, type: string) =>
    expressionError(
      parameter,
      `Incorrect operand type for operator or function; operator or function: ${operator}, operand type: ${type}`,
    );
  const only = (operator: string, term: Term, wanted: Type): void => {
    if (term.kind === 'append' && wanted !== 'L') throw wrongType(operator, 'L');
    if (term.kind === 'sum' && wanted !== 'N') throw wrongType(operator, 'N');
    if (term.kind !== 'value') return;
    const type = typeOf(context.value(term.name));
    if (type !== wanted) throw wrongType(operator, type);
  };
  const distinct = ({ path, otherwise }: Extract<Term, { kind: 'default' }>): void => {
    const first = shownPath(context.path(path));
    if (otherwise.kind === 'path' && shownPath(context.path(otherwise.path)) === first)
      throw expressionError(
        parameter,
        `The first operand must be distinct from the remaining operands for this operator or function; operator: if_not_exists, first operand: ${first}`,
      );
  };
  const check = (term: Term): void => {
    if (term.kind === 'default') {
      distinct(term);
      check(term.otherwise);
    }
    if (term.kind !== 'sum' && term.kind !== 'append') return;
    for (const each of [term.left, term.right]) {
      if (term.kind === 'append') only('list_append', each, 'L');
      else only(term.sign === 1 ? '+' : '-', each, 'N');
      check(each);
    }
  };
  for (const { term } of update.set) check(term);
  for (const [operator, list] of [
    ['ADD', update.add],
    ['DELETE', update.delete],
  ] as const) {
    for (const { value } of list) {
      const type = typeOf(context.value(value));
      if (ELEMENT[type] === undefined && !(operator === 'ADD' && type === 'N'))
        throw expressionError(
          parameter,
          `Incorrect operand type for operator or function; operator: ${operator}, operand type: ${LONG[type]}, typeSet: ALLOWED_FOR_${operator}_OPERAND`,
        );
    }
  }
};
