/** An export that is a folder: relative paths with `/`, and what stands in each file. */
export type ExportedFiles = Readonly<Record<string, string>>;

/** The name of a part as tools of others take it: letters and digits joined by `-`. */
export const fileNameOf = (id: string): string => id.replaceAll('/', '-');

/** As one text, for an answer of the API: the same bytes for the same files. */
export const asOneText = (files: ExportedFiles): string => `${JSON.stringify(files, null, 2)}\n`;
