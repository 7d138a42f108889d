import type { Component } from './catalog.ts';
import { stackTags } from './stack-domain.ts';
import { type StackTemplate, textOf } from './template.ts';

/** Domains with what they are for, which is the description of their stack's template. */
export const withPurposes = (
  components: readonly Component[],
  templates: readonly StackTemplate[],
): readonly Component[] => {
  const purposes = new Map<string, string>();
  for (const one of templates) {
    const purpose = textOf(one.template.Description);
    const { domain } = stackTags(one);
    if (purpose !== undefined && !purposes.has(domain)) purposes.set(domain, purpose);
  }
  return components.map((component) => {
    const purpose = component.type === 'domain' ? purposes.get(component.id) : undefined;
    return purpose === undefined ? component : { ...component, facts: { ...component.facts, purpose } };
  });
};

/** What a domain is for; undefined of everything else. */
export const purposeOf = ({ facts: { purpose } }: Pick<Component, 'facts'>): string | undefined => textOf(purpose);
