import { createHash } from 'node:crypto';
import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AssetHashType } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { type BuildOptions, build, type Plugin } from 'esbuild';
import type { Bundles } from './deployment.ts';

/** Some packages still call `require`, which an ES module does not have. */
const REQUIRE =
  "import{createRequire as __folioRequire}from'node:module';const require=__folioRequire(import.meta.url);";

/** Parts of packages that no function uses, but that would be half of its bundle: what stands for them, and where. */
const STAND_INS: readonly { readonly part: RegExp; readonly importer: RegExp; readonly file: string }[] = [
  { part: /^@aws-sdk\/credential-provider-node$/, importer: /\/@aws-sdk\//, file: 'credentials.ts' },
  { part: /^@aws-sdk\/endpoint-cache$/, importer: /\/@aws-sdk\//, file: 'endpoint-cache.ts' },
  { part: /^@smithy\/core\/event-streams$/, importer: /\/@(aws-sdk|smithy)\//, file: 'event-streams.ts' },
  { part: /\/(to-json-schema|json-schema-processors)\.js$/, importer: /\/zod\/v4\/classic\//, file: 'json-schema.ts' },
];

const standIns = (root: string): Plugin => ({
  name: 'stand-ins',
  setup: ({ onResolve }) => {
    for (const { part, importer, file } of STAND_INS) {
      const path = join(root, 'lib/platform/stand-ins', file);
      onResolve({ filter: part }, (asked) => (importer.test(asked.importer) ? { path } : undefined));
    }
  },
});

/** The entry files of all functions: the suffix tells the trigger. */
const entryFiles = (root: string): readonly string[] =>
  globSync('functions/*/handlers/*.{http,stream,queue,schedule,task}.ts', { cwd: root }).sort();

/** How the functions are built, all in one run; tests that look into bundles build them in exactly this way. */
export const bundling = (root: string): BuildOptions => ({
  absWorkingDir: root,
  entryPoints: entryFiles(root).map((file) => join(root, file)),
  outbase: join(root, 'functions'),
  plugins: [standIns(root)],
  bundle: true,
  minify: true,
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
});

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
 * Builds all functions with esbuild, in one run and one process, where NodejsFunction would start one for each of them.
 *
 * An asset's hash is taken over the built code, so a change that does not reach the bundle (a comment, another domain)
 * publishes no new version.
 *
 * @throws Error when a function does not build; esbuild has printed by then what is wrong and where.
 */
export const esbuildBundles = async (root: string, outdir: string): Promise<Bundles> => {
  try {
    await build({ ...bundling(root), outdir });
  } catch {
    throw new Error('The functions do not build. The lines above say why.');
  }
  return {
    code: (entry, extras = {}) => {
      const files = { ...extras, 'index.mjs': readFileSync(join(outdir, outputOf(entry)), 'utf8') };
      const folder = join(outdir, 'assets', folderOf(entry));
      writeFolder(folder, files);
      const assetHash = sha256(...Object.entries(files).sort().flat());
      return Code.fromAsset(folder, { assetHash, assetHashType: AssetHashType.CUSTOM });
    },
  };
};
