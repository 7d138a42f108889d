import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import {
  DECLARATIONS_FILE,
  type Declarations,
  type DeclaredDomain,
} from '../../functions/catalog/contract/declarations.ts';
import type { Domain } from '../../functions/kernel/core/domain.ts';
import { EXTERNALS } from './externals.ts';
import { runbooksIn } from './runbooks.ts';

const declaredOf = ({ name, operations, events, functions }: Domain): DeclaredDomain => ({
  name,
  operations: operations.map(({ operationId, method, path, summary, scopes }) => ({
    operationId,
    method,
    path,
    summary,
    scopes: [...scopes],
  })),
  events: Object.values(events).map(({ data, ...event }) => ({ ...event, schema: z.toJSONSchema(data) })),
  functions,
});

/** What the app declares and no template holds, as JSON. */
export const declarationsOf = (projectDir: string, domains: readonly Domain[]): Declarations => ({
  domains: domains.map(declaredOf),
  runbooks: runbooksIn(projectDir),
  externals: EXTERNALS,
});

/** Puts the declarations beside the templates, so that whoever has the assembly can build its catalog without this checkout. */
export const writeDeclarations = (projectDir: string, domains: readonly Domain[], outDir: string): void =>
  writeFileSync(join(outDir, DECLARATIONS_FILE), `${JSON.stringify(declarationsOf(projectDir, domains))}\n`);
