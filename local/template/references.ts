import { type ResourceDefinition, type Template, TemplateFailure } from './template.ts';

const PLACEHOLDER = /\$\{(!?)([^{}]+)\}/g;

/** The names that a `Fn::Sub` text mentions, before any dot; `${!Literal}` is no reference. */
export const subNames = (text: string): readonly string[] =>
  [...text.matchAll(PLACEHOLDER)].flatMap(([, literal, name]) =>
    literal === '!' || name === undefined ? [] : [name.trim()],
  );

const collect = (value: unknown, into: Set<string>): void => {
  if (Array.isArray(value)) {
    for (const each of value) collect(each, into);
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    if (key === 'Ref' && typeof inner === 'string') into.add(inner);
    else if (key === 'Fn::GetAtt') into.add(String(Array.isArray(inner) ? inner[0] : String(inner).split('.')[0]));
    else if (key === 'Fn::Sub') addSub(inner, into);
    else collect(inner, into);
  }
};

const addSub = (value: unknown, into: Set<string>): void => {
  const [text, variables] = Array.isArray(value) ? [value[0], value[1] as object] : [value, {}];
  for (const name of subNames(String(text))) if (!(name in variables)) into.add(name.split('.')[0] ?? name);
  collect(variables, into);
};

/** Logical ids (and parameters) that a value of a template names. */
export const namesIn = (value: unknown): ReadonlySet<string> => {
  const names = new Set<string>();
  collect(value, names);
  return names;
};

/** Logical ids (and parameters) that a resource names or depends on. */
export const neededBy = (definition: ResourceDefinition): ReadonlySet<string> => {
  const needs = new Set<string>([definition.DependsOn ?? []].flat());
  collect(definition.Properties, needs);
  collect(definition.UpdatePolicy, needs);
  return needs;
};

/** Logical ids of the resources in an order in which each comes after everything that it names or depends on. */
export const deploymentOrder = (template: Template): readonly string[] => {
  const resources = template.Resources ?? {};
  const done = new Set<string>();
  const visit = (id: string, above: ReadonlySet<string>): void => {
    if (done.has(id)) return;
    if (above.has(id))
      throw new TemplateFailure(`resources depend on each other in a circle: ${[...above, id].join(' -> ')}`);
    const definition = resources[id];
    if (definition === undefined) return;
    const needs = neededBy(definition);
    const path = new Set([...above, id]);
    for (const each of needs) visit(each, path);
    done.add(id);
  };
  for (const id of Object.keys(resources)) visit(id, new Set());
  return [...done];
};
