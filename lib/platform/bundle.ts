import { createHash } from 'node:crypto';
import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AssetHashType } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { type BuildOptions, buildSync } from 'esbuild';
import type { Bundles } from './deployment.ts';

/** Some packages still call `require`, which an ES module does not have. */
const REQUIRE =
  "import{createRequire as __folioRequire}from'node:module';const require=__folioRequire(import.meta.url);";

/** How each function is built; tests that look into bundles build them in exactly this way. */
export const BUNDLING = {
  bundle: true,
  minify: true,
  // Stack traces and Powertools need the names of classes, which cost little.
  keepNames: false,
  format: 'esm',
  platform: 'node',
  target: 'node24',
  mainFields: ['module', 'main'],
  conditions: ['module'],
  banner: { js: REQUIRE },
  legalComments: 'none',
  // The map is kept beside the asset and not in it: Lambda would load it at each cold start.
  sourcemap: 'external',
  sourcesContent: false,
  outExtension: { '.js': '.mjs' },
  logLevel: 'error',
} as const satisfies BuildOptions;

/** The entry files of all functions: the suffix tells the trigger. */
export const entryFiles = (root: string): readonly string[] =>
  globSync('functions/*/handlers/*.{http,stream,queue,schedule,task}.ts', { cwd: root }).sort();

const sha256 = (...parts: readonly string[]): string => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(`${part.length}:`).update(part);
  return hash.digest('hex');
};

/** `functions/ledger/handlers/api.http.ts` -> `ledger/handlers/api.http.mjs`, where esbuild writes it. */
const outputOf = (entry: string): string => entry.replace(/^functions\//, '').replace(/\.ts$/, '.mjs');

/** CDK takes what follows a dot in a folder's name for the asset's type, so there is none. */
const folderOf = (entry: string): string =>
  outputOf(entry)
    .replace(/\.mjs$/, '')
    .replaceAll('.', '-');

/** The folder with exactly these files: what an earlier build left there goes. */
const writeFolder = (folder: string, files: Readonly<Record<string, string>>): void => {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
};

/**
 * Builds the functions with esbuild, all in one run, the first time one is asked for. NodejsFunction would start a process
 * for each of them.
 *
 * The asset's hash is taken over the built code, so a change that does not reach the bundle (a comment, another domain)
 * publishes no new version.
 */
export const esbuildBundles = (root: string, outdir: string): Bundles => {
  const buildAll = (): void => {
    const entryPoints = entryFiles(root).map((file) => join(root, file));
    try {
      buildSync({ ...BUNDLING, absWorkingDir: root, entryPoints, outdir, outbase: join(root, 'functions') });
    } catch {
      // esbuild has printed what is wrong and where; its error holds the same once more as an object.
      throw new Error('The functions do not build. The lines above say why.');
    }
  };
  let built = false;
  return {
    code: (entry, extras = {}) => {
      if (!built) buildAll();
      built = true;
      const files = { ...extras, 'index.mjs': readFileSync(join(outdir, outputOf(entry)), 'utf8') };
      const folder = join(outdir, 'assets', folderOf(entry));
      writeFolder(folder, files);
      const assetHash = sha256(...Object.entries(files).sort().flat());
      return Code.fromAsset(folder, { assetHash, assetHashType: AssetHashType.CUSTOM });
    },
  };
};
