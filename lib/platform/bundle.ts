import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { AssetHashType } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { type BuildOptions, build, type Plugin } from 'esbuild';
import { BundleCache } from './bundle-cache.ts';
import { consoleFiles } from './console-bundle.ts';
import type { Bundles } from './deployment.ts';
import { noticesOf } from './notices.ts';

/** Some packages still call `require`, which an ES module does not have. */
const REQUIRE =
  "import{createRequire as __folioRequire}from'node:module';const require=__folioRequire(import.meta.url);";

/** What no function uses, but would be half of its bundle, or a third of its cold start: what stands for it, and where. */
const STAND_INS: readonly { readonly part: RegExp; readonly importer: RegExp; readonly file: string }[] = [
  { part: /^@aws-sdk\/credential-provider-node$/, importer: /\/@aws-sdk\//, file: 'credentials.ts' },
  { part: /^@aws-sdk\/middleware-endpoint-discovery$/, importer: /\/@aws-sdk\//, file: 'endpoint-discovery.ts' },
  { part: /^@smithy\/core\/event-streams$/, importer: /\/@(aws-sdk|smithy)\//, file: 'event-streams.ts' },
  { part: /\/(to-json-schema|json-schema-processors)\.js$/, importer: /\/zod\/v4\/classic\//, file: 'json-schema.ts' },
  { part: /\/getInstanceMetadataRegion$/, importer: /\/@smithy\/core\//, file: 'instance-region.ts' },
  { part: /\/Sha256Js$/, importer: /\/@smithy\/core\//, file: 'sha256.ts' },
  { part: /\/DefaultRateLimiter$/, importer: /\/@smithy\/core\//, file: 'rate-limiter.ts' },
  { part: /\/AdaptiveRetryStrategy$/, importer: /\/@smithy\/core\//, file: 'adaptive-retries.ts' },
  { part: /^node:http$/, importer: /\/(functions|@middy|@smithy)\//, file: 'http.ts' },
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

/** A client of the SDK asks its package.json for its version alone; the rest is 2 kB of each bundle for each client. */
const versionsAlone: Plugin = {
  name: 'versions-alone',
  setup: ({ onLoad }) =>
    onLoad({ filter: /[\\/]@aws-sdk[\\/]client-[a-z-]+[\\/]package\.json$/ }, ({ path }) => {
      const { version } = JSON.parse(readFileSync(path, 'utf8')) as { readonly version: string };
      return { contents: JSON.stringify({ version }), loader: 'json' };
    }),
};

const EXPLANATION = /\bexplain:\s*(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")/g;

/** Texts that explain problems stand in the document, which is made here and shown by meta. A function answers with titles and details. */
const unexplained: Plugin = {
  name: 'unexplained',
  setup: ({ onLoad }) =>
    onLoad({ filter: /[\\/]functions[\\/].*problems\.ts$/ }, ({ path }) => ({
      contents: readFileSync(path, 'utf8').replace(EXPLANATION, "explain: ''"),
      loader: 'ts',
    })),
};

/** Puts the tracer where functions ask for tracing, which else is nothing (functions/kernel/core/tracing.ts). */
const traced = (root: string): Plugin => ({
  name: 'traced',
  setup: ({ onResolve }) =>
    onResolve({ filter: /\/core\/tracing\.ts$/ }, () => ({
      path: join(root, 'functions/kernel/aws/tracer.ts'),
    })),
});

/**
 * How the functions are built, all in one run; tests that look into bundles build them in exactly this way.
 * @param entries their entry files, from the repository's root; the suffix tells the trigger
 * @param withTracer what the context says of it (tracer.ts)
 */
export const bundling = (root: string, entries: readonly string[], withTracer = false): BuildOptions => ({
  absWorkingDir: root,
  entryPoints: entries.map((file) => join(root, file)),
  outbase: join(root, 'functions'),
  plugins: [standIns(root), versionsAlone, unexplained, ...(withTracer ? [traced(root)] : [])],
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

/** Beside each function's code: the licences of the packages that are in it, whose comments the bundler drops. */
export const NOTICES = 'NOTICES.txt';

/** The folder with exactly these files: what an earlier build left there goes. */
const writeFolder = (folder: string, files: Readonly<Record<string, string>>): void => {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
};

const isBuildFailure = (error: unknown): boolean =>
  error instanceof Error && 'errors' in error && Array.isArray(error.errors) && error.errors.length > 0;

/** A mistake in a source, of which esbuild has told everything there is to know. */
export class DoesNotBuild extends Error {
  override readonly name = 'DoesNotBuild';
}

/** Builds entries with esbuild, each into its place in `outdir`. @returns what went into each */
const buildAll = async (
  root: string,
  entries: readonly string[],
  outdir: string,
  withTracer: boolean,
): Promise<ReadonlyMap<string, readonly string[]>> => {
  const { metafile } = await build({ ...bundling(root, entries, withTracer), outdir, metafile: true });
  return new Map(
    Object.values(metafile.outputs).map(({ entryPoint = '', inputs }) => [entryPoint, Object.keys(inputs)]),
  );
};

/** Whatever a bundle depends on beside the files in it. */
const howBuilt = (root: string, withTracer: boolean): string => {
  const standing = join(root, 'lib/platform/stand-ins');
  const files = [
    join(root, 'package-lock.json'),
    join(root, 'tsconfig.json'),
    import.meta.filename,
    ...readdirSync(standing)
      .sort()
      .map((name) => join(standing, name)),
  ];
  return JSON.stringify([withTracer, process.version, ...files.map((file) => readFileSync(file, 'utf8'))]);
};

/** The same, less what earlier builds have left in a folder: only what changed is built. */
const buildChanged = async (
  root: string,
  entries: readonly string[],
  outdir: string,
  withTracer: boolean,
  kept: string,
): Promise<ReadonlyMap<string, readonly string[]>> => {
  const cache = new BundleCache(root, kept, howBuilt(root, withTracer));
  const inputsOf = new Map<string, readonly string[]>();
  for (const entry of entries) {
    const built = cache.find(entry);
    if (built === undefined) continue;
    const path = join(outdir, outputOf(entry));
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, built.code);
    writeFileSync(`${path}.map`, built.map);
    inputsOf.set(entry, built.inputs);
  }
  const missing = entries.filter((entry) => !inputsOf.has(entry));
  if (missing.length === 0) return inputsOf;
  for (const [entry, inputs] of await buildAll(root, missing, outdir, withTracer)) {
    if (entry === '') continue;
    const read = (end: string): string => readFileSync(join(outdir, outputOf(entry) + end), 'utf8');
    cache.keep(entry, { code: read(''), map: read('.map'), inputs });
    inputsOf.set(entry, inputs);
  }
  return inputsOf;
};

/**
 * Builds all functions with esbuild, and the console beside them, in one run and one process, where NodejsFunction would start one for each of them.
 *
 * An asset's hash is taken over the built code, so a change that does not reach the bundle (a comment, another domain)
 * publishes no new version.
 *
 * @param kept where bundles of earlier builds are kept; without it all are built
 * @throws DoesNotBuild when a function does not build; esbuild has printed by then what is wrong and where.
 */
export const esbuildBundles = async (
  root: string,
  entries: readonly string[],
  outdir: string,
  withTracer = false,
  kept: string | undefined = undefined,
): Promise<Bundles> => {
  const [inputsOf, console] = await Promise.all([
    kept === undefined
      ? buildAll(root, entries, outdir, withTracer)
      : buildChanged(root, entries, outdir, withTracer, kept),
    consoleFiles(root),
  ]).catch((cause: unknown) => {
    // Of its other failures, such as an option that it does not know, esbuild has printed nothing.
    if (!isBuildFailure(cause)) throw cause;
    throw new DoesNotBuild('The functions or the console do not build. The lines above say why.', { cause });
  });
  return {
    console,
    code: (entry, extras = {}) => {
      const files = {
        ...extras,
        'index.mjs': readFileSync(join(outdir, outputOf(entry)), 'utf8'),
        [NOTICES]: noticesOf(root, inputsOf.get(entry) ?? []),
      };
      const folder = join(outdir, 'assets', folderOf(entry));
      writeFolder(folder, files);
      const assetHash = sha256(...Object.entries(files).sort().flat());
      return Code.fromAsset(folder, { assetHash, assetHashType: AssetHashType.CUSTOM });
    },
  };
};
