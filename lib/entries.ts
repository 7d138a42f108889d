import { globSync } from 'node:fs';
import type { Domain } from '../functions/kernel/core/domain.ts';
import { DOMAINS } from './domains.ts';

/**
 * The entry files of all functions that are deployed, from the repository's root: those that the domains declare, and the
 * registry's.
 */
export const entryFiles = (root: string, domains: readonly Domain[] = DOMAINS): readonly string[] => {
  const declared = domains.flatMap(({ name, functions }) =>
    Object.entries(functions).map(([entry, trigger]) => `functions/${name}/handlers/${entry}.${trigger}.ts`),
  );
  return [
    ...declared,
    ...globSync('functions/registry/handlers/*.{http,stream,queue,schedule,task}.ts', { cwd: root }),
  ].sort();
};
