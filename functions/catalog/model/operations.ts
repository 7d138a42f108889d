import type { Declarations, DeclaredOperation } from '../contract/declarations.ts';
import type { Component } from './catalog.ts';

/** Routes with the operation of the contract that they answer, functions with what starts them. */
export const withOperations = (components: readonly Component[], declared: Declarations): readonly Component[] => {
  const operations = new Map<string, DeclaredOperation>(
    declared.domains.flatMap(({ operations }) => operations).map((one) => [`${one.method} ${one.path}`, one]),
  );
  const triggers = new Map<string, string>(
    declared.domains.flatMap(({ name, functions }) =>
      Object.entries(functions).map(([entry, trigger]) => [`${name}/${entry}`, trigger] as const),
    ),
  );
  return components.map((component) => {
    const operation = operations.get(String(component.facts.route));
    const trigger = triggers.get(component.id);
    if (component.type === 'route' && operation !== undefined)
      return { ...component, facts: { ...component.facts, operation: operation.operationId, says: operation.summary } };
    if (component.type === 'function' && trigger !== undefined)
      return { ...component, facts: { ...component.facts, trigger } };
    return component;
  });
};
