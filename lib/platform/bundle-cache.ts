import { hash, randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join, posix } from 'node:path';

/** What a build made of one entry file. */
export interface Built {
  readonly code: string;
  readonly map: string;
  /** All files that are in it, from the repository's root. */
  readonly inputs: readonly string[];
}

interface Kept {
  readonly hashes: Readonly<{ [input: string]: string }>;
  readonly code: string;
  readonly map: string;
}

/** Builds of one entry that are kept: those of releases that somebody goes back and forth between. */
const KEPT_MAX = 4;

const PACKAGES = `node_modules${posix.sep}`;
/** Packages that are linked from elsewhere are the same packages: `../../x/node_modules/zod/index.js` is `node_modules/zod/index.js`. */
const fromRoot = (input: string): string => {
  const at = input.indexOf(PACKAGES);
  return at < 0 ? input : input.slice(at);
};

/**
 * Bundles of earlier builds, for the local cloud alone: a change of one function then builds that one. A bundle is taken only where every
 * file that went into it is byte for byte the same, and so is `how`: the packages, the bundler and its options. Any number of
 * processes may use one folder at once; what cannot be read counts as not there.
 */
export class BundleCache {
  readonly #root: string;
  readonly #folder: string;
  readonly #hashes = new Map<string, string | undefined>();

  /** @param how whatever else a bundle depends on, as text */
  constructor(root: string, folder: string, how: string) {
    this.#root = root;
    this.#folder = join(folder, hash('sha256', how).slice(0, 16));
  }

  find(entry: string): Built | undefined {
    const folder = this.#folderOf(entry);
    for (const name of this.#namesIn(folder)) {
      const record = this.#read(join(folder, name));
      if (record === undefined) continue;
      if (Object.entries(record.hashes).some(([input, hash]) => this.#hashOf(input) !== hash)) continue;
      const now = new Date();
      utimesSync(join(folder, name), now, now);
      return { code: record.code, map: record.map, inputs: Object.keys(record.hashes) };
    }
    return undefined;
  }

  keep(entry: string, { code, map, inputs }: Built): void {
    const hashes = Object.fromEntries(inputs.map((input) => [fromRoot(input), this.#hashOf(fromRoot(input)) ?? '']));
    const folder = this.#folderOf(entry);
    mkdirSync(folder, { recursive: true });
    const text = JSON.stringify({ hashes, code, map } satisfies Kept);
    const path = join(folder, `${hash('sha256', text)}.json`);
    const begun = `${path}.${randomUUID()}.tmp`;
    writeFileSync(begun, text);
    renameSync(begun, path);
    for (const old of this.#namesIn(folder).slice(KEPT_MAX)) rmSync(join(folder, old), { force: true });
  }

  #folderOf(entry: string): string {
    return join(this.#folder, entry.replaceAll(/[\\/]/g, '_'));
  }

  /** The newest first. */
  #namesIn(folder: string): readonly string[] {
    const aged = readIfThere(() => readdirSync(folder)) ?? [];
    return aged
      .filter((name) => name.endsWith('.json'))
      .map((name) => ({ name, at: readIfThere(() => statSync(join(folder, name)).mtimeMs) ?? 0 }))
      .sort((a, b) => b.at - a.at)
      .map(({ name }) => name);
  }

  #read(path: string): Kept | undefined {
    const text = readIfThere(() => readFileSync(path, 'utf8'));
    return text === undefined || hash('sha256', text) !== path.slice(-69, -5) ? undefined : (JSON.parse(text) as Kept);
  }

  #hashOf(input: string): string | undefined {
    if (!this.#hashes.has(input))
      this.#hashes.set(
        input,
        readIfThere(() => hash('sha256', readFileSync(join(this.#root, input)))),
      );
    return this.#hashes.get(input);
  }
}

/** Another process may take away what this one has just seen. */
const readIfThere = <T>(read: () => T): T | undefined => {
  try {
    return read();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
};
