import type { Right } from './catalog.ts';
import type { EdgeSet } from './edge-set.ts';
import { type Statement, statementsOf } from './statements.ts';
import { at, isObject, listOf, textOf } from './template.ts';

const principalOf = (statement: unknown): string | undefined => {
  const principal = at(statement, 'Principal');
  if (principal === undefined) return undefined;
  return textOf(principal) ?? textOf(at(principal, 'Service')) ?? JSON.stringify(principal);
};

/** Components by id where a value names some, else its text. */
const namesOf = (edges: EdgeSet, stack: string, value: unknown): readonly string[] => {
  const names = listOf(value).flatMap((one) =>
    edges.targets(stack, one).map((target) => {
      if (target.kind === 'component') return target.pattern ?? target.id;
      return target.kind === 'text' ? target.text : target.what;
    }),
  );
  return [...new Set(names)].sort();
};

/** Conditions name resources by logical ids with a hash of their place; the text is only ever compared and shown. */
const conditionOf = (statement: unknown): string | undefined => {
  const condition = at(statement, 'Condition');
  return isObject(condition) ? JSON.stringify(condition) : undefined;
};

const rightOf = (edges: EdgeSet, one: Statement): readonly Right[] => {
  const { stack, logicalId, property, value } = one;
  const holders = edges.ids(stack, one.roles ?? one.of);
  const [principal, condition] = [principalOf(value), conditionOf(value)];
  return holders.map((holder) => ({
    holder,
    ...(principal === undefined ? {} : { principal }),
    effect: textOf(at(value, 'Effect')) ?? 'Allow',
    actions: listOf(at(value, 'Action')).map(String).sort(),
    resources: namesOf(edges, stack, at(value, 'Resource')),
    ...(condition === undefined ? {} : { condition }),
    evidence: { stack, logicalId, property },
  }));
};

/** Every statement of every policy, by who holds it. */
export const rightsOf = (edges: EdgeSet): readonly Right[] =>
  statementsOf(edges.templates).flatMap((statement) => rightOf(edges, statement));
