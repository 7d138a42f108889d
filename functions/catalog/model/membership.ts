import type { ResourceRef } from './catalog.ts';
import type { Meant, References } from './references.ts';
import { isDomainsOwn, NAMED_BY, PART_OF, PRIMARY, ROLE } from './resource-types.ts';
import { at, type Resource, type StackTemplate } from './template.ts';

/** One text for a resource: logical ids are the same in several stacks. */
export const keyOf = (stack: string, id: string): string => `${stack}\n${id}`;

/** Which resource stands for the component that a resource is part of; `domain` for what its domain has; undefined for strays. */
export type Head = { readonly stack: string; readonly id: string } | 'domain' | undefined;

export interface Membership {
  readonly headOf: (stack: string, id: string) => Head;
}

/** A part of a part of a part; more is a circle. */
const DEPTH_MAX = 8;

const refsOf = (meant: readonly Meant[]): readonly { readonly stack: string; readonly id: string }[] =>
  meant.flatMap((one) => (one.kind === 'resource' ? [{ stack: one.stack, id: one.id }] : []));

/** What is named by whom, for the types of which that decides. */
const namersOf = (templates: readonly StackTemplate[], { meant }: References): ReadonlyMap<string, ResourceRef> => {
  const namers = new Map<string, ResourceRef>();
  const all = Object.values(NAMED_BY).flat();
  for (const { stack, template } of templates)
    for (const [logicalId, resource] of Object.entries(template.Resources))
      for (const { path } of all.filter(({ type }) => type === resource.Type))
        for (const named of refsOf(meant(stack, at(resource, ...path)))) {
          const key = keyOf(named.stack, named.id);
          if (!namers.has(key)) namers.set(key, { stack, logicalId, type: resource.Type });
        }
  return namers;
};

/** Says of every resource which component it is part of, by what it names and by what names it. */
export const membershipOf = (templates: readonly StackTemplate[], references: References): Membership => {
  const resources = new Map<string, Resource>();
  for (const { stack, template } of templates)
    for (const [id, resource] of Object.entries(template.Resources)) resources.set(keyOf(stack, id), resource);
  const namers = namersOf(templates, references);

  const headOf = (stack: string, id: string, depth: number): Head => {
    const resource = resources.get(keyOf(stack, id));
    if (resource === undefined || depth > DEPTH_MAX) return undefined;
    const { Type, Properties } = resource;
    if (Object.hasOwn(PRIMARY, Type)) return { stack, id };
    const path = PART_OF[Type];
    if (path !== undefined)
      for (const named of refsOf(references.meant(stack, at(Properties, ...path)))) {
        const head = headOf(named.stack, named.id, depth + 1);
        if (head !== undefined) return head;
      }
    const namer = namers.get(keyOf(stack, id));
    if (namer !== undefined && NAMED_BY[Type]?.some(({ type }) => type === namer.type))
      return headOf(namer.stack, namer.logicalId, depth + 1);
    if (Type === ROLE) return { stack, id };
    return isDomainsOwn(Type) ? 'domain' : undefined;
  };
  const heads = new Map<string, Head>();
  return {
    headOf: (stack, id) => {
      const key = keyOf(stack, id);
      if (!heads.has(key)) heads.set(key, headOf(stack, id, 0));
      return heads.get(key);
    },
  };
};
