/** What the catalog is told in, for other tools. */
export const EXPORT_FORMATS = ['mermaid', 'dot', 'backstage', 'asyncapi', 'eventcatalog', 'compass'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** Those that are a folder of files: as one text they are a JSON object of the files by their paths. */
export const FOLDER_FORMATS = ['eventcatalog', 'compass'] as const satisfies readonly ExportFormat[];
export type FolderFormat = (typeof FOLDER_FORMATS)[number];
