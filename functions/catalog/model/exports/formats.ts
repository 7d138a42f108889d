import type { Declarations } from '../../contract/declarations.ts';
import type { ExportFormat } from '../../contract/export-formats.ts';
import type { Catalog } from '../catalog.ts';
import { toAsyncApi } from './asyncapi.ts';
import { toBackstage } from './backstage.ts';
import { toCompass } from './compass.ts';
import { drawnDomains, drawnParts } from './drawn-graph.ts';
import { toEventCatalog } from './eventcatalog.ts';
import { asOneText } from './files.ts';
import { toDot, toMermaid } from './pictures.ts';

export interface Exported {
  readonly catalog: Catalog;
  readonly declared: Declarations;
}

/** The whole by its domains, unless one of them is asked for, or all parts by the word `all`. */
const pictured = (catalog: Catalog, domain: string | undefined) => {
  if (domain === undefined) return drawnDomains(catalog);
  return drawnParts(catalog, domain === 'all' ? undefined : domain);
};

/** What a format makes of a catalog, of one domain where it is said: the same bytes for the same catalog. */
export const EXPORTS: Readonly<Record<ExportFormat, (from: Exported, domain?: string) => string>> = {
  mermaid: ({ catalog }, domain) => toMermaid(pictured(catalog, domain)),
  dot: ({ catalog }, domain) => toDot(pictured(catalog, domain)),
  backstage: ({ catalog, declared }) => toBackstage(catalog, declared),
  asyncapi: ({ catalog }, domain) => toAsyncApi(catalog, domain),
  eventcatalog: ({ catalog }) => asOneText(toEventCatalog(catalog)),
  compass: ({ catalog }) => asOneText(toCompass(catalog)),
};
