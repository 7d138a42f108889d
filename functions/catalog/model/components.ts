import type { ComponentType } from '../contract/component-types.ts';
import type { Component, Fact, ResourceRef } from './catalog.ts';
import { nameFromId } from './component-names.ts';
import { factsOf } from './facts.ts';
import { keyOf, type Membership, membershipOf } from './membership.ts';
import { ownershipOf } from './ownership.ts';
import type { References } from './references.ts';
import { PRIMARY } from './resource-types.ts';
import { stackTags } from './stack-domain.ts';
import { at, listOf, type Resource, type StackTemplate, textOf } from './template.ts';

export interface Components {
  readonly all: readonly Component[];
  readonly strays: readonly ResourceRef[];
  /** The id of the component that a resource is part of; undefined for strays. */
  readonly ofResource: (stack: string, logicalId: string) => string | undefined;
}

/** Functions have the names that their release goes by, where their domain declares one. */
const releaseNames = (templates: readonly StackTemplate[], { meant }: References, { headOf }: Membership) => {
  const names = new Map<string, string>();
  for (const { stack, template } of templates)
    for (const { Type, Properties } of Object.values(template.Resources)) {
      if (Type !== 'Custom::DomainRelease') continue;
      for (const declared of listOf(at(Properties, 'Functions'))) {
        const name = textOf(at(declared, 'Name'));
        const [alias] = meant(stack, at(declared, 'Alias'));
        const head = alias?.kind === 'resource' ? headOf(alias.stack, alias.id) : undefined;
        if (name !== undefined && head !== undefined && head !== 'domain') names.set(keyOf(head.stack, head.id), name);
      }
    }
  return names;
};

/** A route is known by what it answers, and not by the name of its operation. */
const nameOf = (logicalId: string, type: ComponentType, resource: Resource): string => {
  const route = textOf(at(resource.Properties, 'RouteKey'));
  return type === 'route' && route !== undefined ? route : nameFromId(logicalId, type);
};

interface Made {
  readonly id: string;
  readonly type: ComponentType;
  readonly domain: string;
  readonly resource: Resource;
  readonly resources: ResourceRef[];
  readonly owned: ReturnType<typeof ownershipOf>;
}

const NOTHING: Resource = { Type: '' };

/** The components that the templates hold, and which of them each resource is part of. */
export const componentsOf = (templates: readonly StackTemplate[], references: References): Components => {
  const membership = membershipOf(templates, references);
  const names = releaseNames(templates, references, membership);
  const made = new Map<string, Made>();
  const heads = new Map<string, string>();
  const strays: ResourceRef[] = [];
  const free = (id: string, logicalId: string): string => (made.has(id) ? `${id}-${logicalId}` : id);

  for (const one of templates) {
    const { domain, ...owned } = stackTags(one);
    if (!made.has(domain))
      made.set(domain, { id: domain, type: 'domain', domain, resource: NOTHING, resources: [], owned });
    for (const [logicalId, resource] of Object.entries(one.template.Resources)) {
      const head = membership.headOf(one.stack, logicalId);
      if (head === undefined || head === 'domain' || head.stack !== one.stack || head.id !== logicalId) continue;
      const type = PRIMARY[resource.Type] ?? 'role';
      const name = names.get(keyOf(one.stack, logicalId)) ?? nameOf(logicalId, type, resource);
      const id = free(`${domain}/${name}`, logicalId);
      const owner = ownershipOf(resource, { domain, ...owned });
      made.set(id, { id, type, domain, resource, resources: [], owned: owner });
      heads.set(keyOf(one.stack, logicalId), id);
    }
  }

  const domains = new Map(templates.map((one) => [one.stack, stackTags(one).domain]));
  const ofResource = (stack: string, logicalId: string): string | undefined => {
    const head = membership.headOf(stack, logicalId);
    return head === 'domain' || head === undefined ? head && domains.get(stack) : heads.get(keyOf(head.stack, head.id));
  };
  for (const { stack, template } of templates)
    for (const [logicalId, { Type }] of Object.entries(template.Resources)) {
      const ref = { stack, logicalId, type: Type };
      const id = ofResource(stack, logicalId);
      const component = id === undefined ? undefined : made.get(id);
      if (component === undefined) strays.push(ref);
      else if (heads.get(keyOf(stack, logicalId)) === id) component.resources.unshift(ref);
      else component.resources.push(ref);
    }
  const all = [...made.values()].map(({ id, type, domain, resource, resources, owned }): Component => {
    const facts: Readonly<Record<string, Fact>> = factsOf(resource);
    return { id, type, domain, ...owned, resources, facts };
  });
  return { all, strays, ofResource };
};
