import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The folder of the package that a bundled file is from, from the repository's root; undefined for files of our own. */
const packageFolder = (input: string): string | undefined =>
  /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(input)?.[0];

interface Package {
  readonly title: string;
  /** Licence and notices as the package brings them; the name of its licence where it brings no text. */
  readonly text: string;
}

/** Files by which a package says under which terms it may be handed on: Apache-2.0 asks for its NOTICE as well. */
const TERMS = /^(licen[cs]e|copying|notice)([.-].*)?$/i;

const readPackage = (root: string, folder: string): Package => {
  const manifest = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')) as Record<string, unknown>;
  const { name, version, license } = manifest;
  if (typeof license !== 'string')
    throw new Error(`${folder} does not say under which licence it is: do not bundle it.`);
  const files = readdirSync(join(root, folder)).filter((file) => TERMS.test(file));
  const texts = files.sort().map((file) => readFileSync(join(root, folder, file), 'utf8').trim());
  const text = texts.length > 0 ? texts.join('\n\n') : `Licence: ${license} (the package brings no text of it).`;
  return { title: `${String(name)} ${String(version)} (${license})`, text };
};

const RULE = '-'.repeat(80);

/**
 * The notices of all packages that are in a bundle, each text once: licences ask that they go wherever the code goes.
 *
 * @param inputs the bundle's source files, from the repository's root, as esbuild's metafile names them
 * @throws Error for a package that names no licence
 */
export const noticesOf = (root: string, inputs: readonly string[]): string => {
  const folders = [...new Set(inputs.map(packageFolder).filter((folder) => folder !== undefined))].sort();
  const titles = new Map<string, readonly string[]>();
  for (const folder of folders) {
    const { title, text } = readPackage(root, folder);
    titles.set(text, [...(titles.get(text) ?? []), title]);
  }
  return [...titles].map(([text, of]) => `${of.join('\n')}\n\n${text}\n`).join(`\n${RULE}\n\n`);
};
