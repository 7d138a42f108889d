import type { Declarations } from '../../../functions/catalog/contract/declarations.ts';
import { buildCatalog } from '../../../functions/catalog/model/build-catalog.ts';
import type { Catalog } from '../../../functions/catalog/model/catalog.ts';
import type { StackTemplate } from '../../../functions/catalog/model/template.ts';
import { declarationsOf } from '../../../lib/catalog/declarations.ts';
import { DOMAINS } from '../../../lib/domains.ts';
import { deployed, STACKS, type Synthesized } from './folio.ts';

/** What the app declares beside its templates. */
export const DECLARED: Declarations = declarationsOf(process.cwd(), DOMAINS);

/** The templates under the names that their stacks have in the main deployment. */
export const templatesOf = ({ templates }: Synthesized): readonly StackTemplate[] =>
  STACKS.map((name) => ({
    stack: `Folio-${name.charAt(0).toUpperCase()}${name.slice(1)}`,
    template: templates[name] as unknown as StackTemplate['template'],
  }));

let main: Catalog | undefined;

/** The catalog of the main deployment, built once for all tests of a run. */
export const appCatalog = (): Catalog => {
  main ??= buildCatalog(templatesOf(deployed()), DECLARED);
  return main;
};
