import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, type Plugin, stop } from 'esbuild';

/** A mistake, planted in a copy of one file. */
export interface PlantedBug {
  /** What is wrong, in a sentence. */
  readonly says: string;
  readonly file: string;
  /** What stands there, exactly once. */
  readonly from: string;
  readonly to: string;
}

const ROOT = join(import.meta.dirname, '..', '..');
const FOLDER = join(import.meta.dirname, 'bugs');
const BUILT = join(ROOT, 'node_modules', '.cache', 'folio-simulation');

/** Names of all bugs, one file each. */
export const bugNames = (): readonly string[] =>
  readdirSync(FOLDER)
    .filter((name) => name.endsWith('.ts'))
    .map((name) => name.slice(0, -'.ts'.length))
    .toSorted();

export const bugOf = async (name: string): Promise<PlantedBug> => {
  const { bug } = (await import(pathToFileURL(join(FOLDER, `${name}.ts`)).href)) as { readonly bug: PlantedBug };
  return bug;
};

/** @throws Error where the source is not as the bug says */
export const plantedIn = (text: string, { file, from, to }: PlantedBug): string => {
  if (text.split(from).length !== 2) throw new Error(`${from} does not stand once in ${file}`);
  return text.replace(from, () => to);
};

const planting = (bug: PlantedBug): Plugin => ({
  name: 'planted',
  setup: ({ onLoad }) => {
    const path = join(ROOT, bug.file);
    onLoad({ filter: /\.ts$/ }, (args) =>
      args.path === path ? { contents: plantedIn(readFileSync(path, 'utf8'), bug), loader: 'ts' } : undefined,
    );
  },
});

const WORKER = join(import.meta.dirname, 'worker.ts');

/** A worker, the simulation's unless said, built from sources with the bug in them. The tree is as it was. */
export const builtWith = async (
  name: string,
  bug: PlantedBug | undefined,
  worker = WORKER,
): Promise<{ readonly program: URL; readonly remove: () => void }> => {
  mkdirSync(BUILT, { recursive: true });
  const outfile = join(BUILT, `${process.pid}-${name}.mjs`);
  await build({
    entryPoints: [worker],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    packages: 'external',
    logLevel: 'error',
    plugins: bug === undefined ? [] : [planting(bug)],
  });
  // Its service is a process of its own, which would keep this one from ending.
  await stop();
  return { program: pathToFileURL(outfile), remove: () => rmSync(outfile, { force: true }) };
};
