import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib';
import { build } from 'esbuild';
import { bundling } from '../../lib/platform/bundle.ts';
import type { Patch } from '../support/changed-app.ts';

/** The domains that keep data and can be rolled back. The registry's function cannot be; meta keeps nothing. */
const DOMAINS = ['identity', 'ledger', 'webhooks'];
/** Handlers of functions are named for what triggers them. */
const HANDLER = /\.(http|stream|queue|schedule|task)\.ts$/;

const entriesOf = (root: string): readonly string[] =>
  DOMAINS.flatMap((domain) =>
    readdirSync(join(root, 'functions', domain, 'handlers'))
      .filter((name) => HANDLER.test(name))
      .map((name) => `functions/${domain}/handlers/${name}`),
  );

/** Built code by entry file. */
type Bundles = Readonly<Record<string, string>>;

const fileOf = (release: number): string => join(import.meta.dirname, 'releases', String(release), 'bundles.br');

/** As far back as brotli can look: what the bundles have in common, which is most of them, is kept once. */
const WINDOW_BITS = 24;

/** Builds the functions of this release and keeps them, once. */
export const archiveBundles = async (
  root: string,
  release: number,
): Promise<{ readonly functions: number; readonly bytes: number }> => {
  const entries = entriesOf(root);
  const entryPoints = entries.map((entry) => join(root, entry));
  const { outputFiles = [] } = await build({ ...bundling(root, []), entryPoints, outdir: root, write: false });
  const bundles: Record<string, string> = {};
  for (const entry of entries) {
    const path = join(root, entry.slice('functions/'.length).replace(/\.ts$/, '.mjs'));
    const built = outputFiles.find((file) => file.path === path)?.text ?? '';
    if (built === '') throw new Error(`${entry} was not built`);
    bundles[entry] = built;
  }
  const text = JSON.stringify(bundles);
  const bytes = brotliCompressSync(text, {
    params: {
      [constants.BROTLI_PARAM_LGWIN]: WINDOW_BITS,
      [constants.BROTLI_PARAM_SIZE_HINT]: text.length,
    },
  });
  writeFileSync(fileOf(release), bytes, { flag: 'wx' });
  return { functions: entries.length, bytes: bytes.length };
};

/**
 * On Lambda a version keeps the environment that it was published with. What today's templates name no more, archived code still
 * asks for when it loads, without using it.
 */
const OWN_ENVIRONMENT = "process.env.CURSOR_KEY_ID ??= 'named by its own release';\n";

/** The changes that make a copy of the app run the built code of an earlier release in place of its own. */
export const archivedRelease = (release: number): readonly Patch[] => {
  if (!existsSync(fileOf(release))) throw new Error(`release ${release} has no bundles; see test/compat/README.md`);
  const bundles = JSON.parse(brotliDecompressSync(readFileSync(fileOf(release))).toString()) as Bundles;
  return Object.entries(bundles).flatMap(([entry, text]) => {
    const file = entry.replace(/\.ts$/, '.archived.mjs');
    return [
      { file, text: OWN_ENVIRONMENT + text },
      { file: entry, text: `export { handler } from './${file.slice(file.lastIndexOf('/') + 1)}';\n` },
    ];
  });
};
