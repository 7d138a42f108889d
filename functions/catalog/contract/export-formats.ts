/** What the catalog is told in, for other tools. */
export const EXPORT_FORMATS = ['mermaid', 'dot', 'backstage', 'asyncapi'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];
