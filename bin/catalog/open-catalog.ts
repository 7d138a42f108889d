import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import type { Declarations } from '../../functions/catalog/contract/declarations.ts';
import { buildCatalog } from '../../functions/catalog/model/build-catalog.ts';
import type { Catalog } from '../../functions/catalog/model/catalog.ts';
import { canonicalJson } from '../../functions/kernel/values/canonical-json.ts';
import { runbooksIn } from '../../lib/catalog/runbooks.ts';
import { CommandFailure } from '../client/problem-error.ts';
import { PROJECT_DIR } from '../client/project.ts';
import { synthesize } from '../client/synthesis.ts';
import { readAssembly } from './read-assembly.ts';

/** A catalog with what it was built from. */
export interface OpenCatalog {
  readonly catalog: Catalog;
  readonly declared: Declarations;
  /** SHA-256 over its canonical JSON: the same templates have the same. */
  readonly digest: string;
  readonly stacks: number;
  /** From the first file of the assembly read to the catalog built. */
  readonly builtMs: number;
}

export const digestOf = (catalog: Catalog): string => createHash('sha256').update(canonicalJson(catalog)).digest('hex');

/** Builds the catalog of an assembly; what it declares may come from elsewhere, where it declares nothing itself. */
export const catalogIn = (dir: string, orElse?: Declarations): OpenCatalog => {
  const from = performance.now();
  const { templates, declared: own } = readAssembly(dir);
  const declared = own ?? orElse;
  if (declared === undefined)
    throw new CommandFailure(`The synthesized app in ${dir} is of before there was a catalog: synthesize it again.`);
  const catalog = buildCatalog(templates, declared);
  const builtMs = performance.now() - from;
  return { catalog, declared, digest: digestOf(catalog), stacks: templates.length, builtMs };
};

/** The catalog of this checkout, synthesized where its sources have changed; or of an assembly that is there already. */
export const openCatalog = async (assembly: string | undefined, onSynth: () => void): Promise<OpenCatalog> => {
  if (assembly !== undefined) return catalogIn(resolve(assembly));
  const opened = catalogIn(await synthesize(PROJECT_DIR, onSynth));
  // An assembly is kept until its sources change, and pages are none of them.
  return { ...opened, declared: { ...opened.declared, runbooks: runbooksIn(PROJECT_DIR) } };
};
