import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, type Plugin, stop } from 'esbuild';
import type { ProfileName } from './world/profile.ts';

/** A mistake, planted in a copy of one file. */
export interface PlantedBug {
  /** What is wrong, in a sentence. */
  readonly says: string;
  readonly file: string;
  /** Whose runs are the first to look at: those of its domain alone. */
  readonly profile: ProfileName;
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

/** A change of a source: what stands there once, and what shall stand there. */
export type Edit = Pick<PlantedBug, 'file' | 'from' | 'to'>;

/** @throws Error where the source is not as the bug says */
export const plantedIn = (text: string, { file, from, to }: Edit): string => {
  if (text.split(from).length !== 2) throw new Error(`${from} does not stand once in ${file}`);
  return text.replace(from, () => to);
};

const planting = (edits: readonly Edit[]): Plugin => ({
  name: 'planted',
  setup: ({ onLoad }) => {
    const byPath = Map.groupBy(edits, ({ file }) => join(ROOT, file));
    onLoad({ filter: /\.ts$/ }, ({ path }) => {
      const some = byPath.get(path);
      if (some === undefined) return undefined;
      return { contents: some.reduce(plantedIn, readFileSync(path, 'utf8')), loader: 'ts' };
    });
  },
});

const WORKER = join(import.meta.dirname, 'worker.ts');

/** A program that was built from changed sources. */
export interface Built {
  readonly program: URL;
  readonly remove: () => void;
}

/** A worker, the simulation's unless said, built from sources with these changes in them. The tree is as it was. */
export const builtWith = async (name: string, edits: readonly Edit[], entry = WORKER): Promise<Built> => {
  mkdirSync(BUILT, { recursive: true });
  const outfile = join(BUILT, `${process.pid}-${name}.mjs`);
  await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    packages: 'external',
    logLevel: 'error',
    plugins: edits.length === 0 ? [] : [planting(edits)],
  });
  // Its service is a process of its own, which would keep this one from ending.
  await stop();
  return { program: pathToFileURL(outfile), remove: () => rmSync(outfile, { force: true }) };
};
