import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const ROOT = join(import.meta.dirname, '..', '..', '..');

/** A file of the repository and its text. */
export interface Source {
  readonly path: string;
  readonly text: string;
}

const under = (ending: string, folders: readonly string[]): readonly Source[] =>
  folders
    .flatMap((folder) => globSync(`${folder}/**/*${ending}`, { cwd: ROOT }))
    .sort()
    .map((path) => ({ path, text: readFileSync(join(ROOT, path), 'utf8') }));

/** All TypeScript files under the given folders. */
export const sourcesOf = (...folders: readonly string[]): readonly Source[] => under('.ts', folders);
/** Those that hold elements of a page. */
export const pagesOf = (...folders: readonly string[]): readonly Source[] => under('.tsx', folders);

/** The code without its comments, roughly: text that looks like a comment goes too. */
export const codeOf = ({ text }: Source): string =>
  text.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/(^|\s)\/\/.*$/gm, '$1');

/** An import as it is written: where from, and whether it is gone at run time. */
export interface Import {
  readonly from: string;
  readonly typeOnly: boolean;
}

const STATEMENT = /\b(?:import|export)\s+(type\s+)?(?:[\w*\s{},$]+?\sfrom\s+)?'([^']+)'/g;
const CALL = /\bimport\(\s*'([^']+)'\s*\)/g;

export const importsOf = (source: Source): readonly Import[] => {
  const code = codeOf(source);
  return [
    ...[...code.matchAll(STATEMENT)].map(([, type, from]) => ({ from: from ?? '', typeOnly: type !== undefined })),
    ...[...code.matchAll(CALL)].map(([, from]) => ({ from: from ?? '', typeOnly: false })),
  ];
};

/** Where a relative import leads, from the repository's root; a package's name as it is. */
export const resolvedImport = (source: Source, { from }: Import): string =>
  from.startsWith('.') ? join(source.path, '..', from) : from;
