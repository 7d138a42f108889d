import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { brotliCompressSync, brotliDecompressSync } from 'node:zlib';
import { build } from 'esbuild';
import { bundling } from '../../lib/platform/bundle.ts';
import type { Patch } from '../support/changed-app.ts';

/** The functions that work on the ledger's table, and so meet what another release wrote. */
const ENTRIES = ['api.http', 'relay.stream', 'sweep-holds.schedule'].map(
  (name) => `functions/ledger/handlers/${name}.ts`,
);

/** Built code by entry file. */
type Bundles = Readonly<Record<string, string>>;

const fileOf = (release: number): string => join(import.meta.dirname, 'releases', String(release), 'bundles.br');

/** Builds the functions of this release and keeps them, once. Returns how many bytes that takes. */
export const archiveBundles = async (root: string, release: number): Promise<number> => {
  const entryPoints = ENTRIES.map((entry) => join(root, entry));
  const { outputFiles } = await build({ ...bundling(root), entryPoints, outdir: root, write: false });
  const bundles: Record<string, string> = {};
  for (const entry of ENTRIES) {
    const name = basename(entry).replace(/\.ts$/, '.mjs');
    bundles[entry] = outputFiles?.find(({ path }) => basename(path) === name)?.text ?? '';
    if (bundles[entry] === '') throw new Error(`${entry} was not built`);
  }
  const bytes = brotliCompressSync(JSON.stringify(bundles));
  writeFileSync(fileOf(release), bytes, { flag: 'wx' });
  return bytes.length;
};

/** The changes that make a copy of the app run the built code of an earlier release in place of its own. */
export const archivedRelease = (release: number): readonly Patch[] => {
  if (!existsSync(fileOf(release))) throw new Error(`release ${release} has no bundles; see test/compat/README.md`);
  const bundles = JSON.parse(brotliDecompressSync(readFileSync(fileOf(release))).toString()) as Bundles;
  return Object.entries(bundles).flatMap(([entry, text]) => {
    const file = entry.replace(/\.ts$/, '.archived.mjs');
    return [
      { file, text },
      { file: entry, text: `export { handler } from './${basename(file)}';\n` },
    ];
  });
};
