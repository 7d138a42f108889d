import type { Domain } from '../../functions/kernel/core/domain.ts';
import type { Scope } from '../../functions/kernel/core/operation.ts';

/**
 * The scopes of some domains in the order of the documentation: domain by domain as each declares them, and what belongs to all
 * of them (`admin`) at the end.
 */
export const scopesOf = (domains: readonly Pick<Domain, 'name' | 'scopes'>[]): readonly Scope[] => {
  const scopes = domains
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((domain) => Object.keys(domain.scopes) as Scope[]);
  return [...scopes.filter((scope) => scope !== 'admin'), ...scopes.filter((scope) => scope === 'admin')];
};
