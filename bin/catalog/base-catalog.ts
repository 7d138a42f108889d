import { execFile, spawnSync } from 'node:child_process';
import { existsSync, rmSync, statSync, symlinkSync, unlinkSync } from 'node:fs';
import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import type { Declarations } from '../../functions/catalog/contract/declarations.ts';
import type { Catalog } from '../../functions/catalog/model/catalog.ts';
import { at } from '../../functions/catalog/model/template.ts';
import { plain } from '../client/answers.ts';
import { thenCleanUp } from '../client/clean-up.ts';
import { CommandFailure } from '../client/problem-error.ts';
import { PROJECT_DIR } from '../client/project.ts';
import { synthesize } from '../client/synthesis.ts';
import { catalogIn } from './open-catalog.ts';

const run = promisify(execFile);
const GIT_WITHIN_MS = 60_000;

const git = async (...args: readonly string[]): Promise<string> =>
  (await run('git', ['-C', PROJECT_DIR, ...args], { timeout: GIT_WITHIN_MS })).stdout.trim();

/** What `folio catalog build --json` has printed. */
const savedCatalog = async (path: string): Promise<Catalog> => {
  let json: unknown;
  try {
    json = JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    throw new CommandFailure(`${plain(path)} is no JSON: ${plain(String((error as Error).message))}`);
  }
  const catalog = at(json, 'catalog');
  const isWhole = ['components', 'edges', 'events', 'rights', 'strays'].every((name) =>
    Array.isArray(at(catalog, name)),
  );
  if (at(catalog, 'format') !== 1 || !isWhole)
    throw new CommandFailure(`${plain(path)} holds no catalog: make one with "folio catalog build --json".`);
  return catalog as Catalog;
};

const commitOf = async (revision: string): Promise<string | undefined> => {
  try {
    return await git('rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`);
  } catch {
    return undefined; // no such revision, no git, or no checkout: the caller says what a base may be
  }
};

/** The app of another revision, synthesized beside this checkout with the packages that are installed here. */
const catalogAt = async (commit: string, declared: Declarations, onSynth: () => void): Promise<Catalog> => {
  const folder = await mkdtemp(join(tmpdir(), 'folio-base-'));
  const checkout = join(folder, 'checkout');
  const packages = join(checkout, 'node_modules');
  const cleanUp = () => {
    // The link goes by itself, so that nothing removes what it leads to.
    if (existsSync(packages)) unlinkSync(packages);
    // Twice forced: one that was being added is locked.
    spawnSync('git', ['-C', PROJECT_DIR, 'worktree', 'remove', '--force', '--force', checkout], {
      timeout: GIT_WITHIN_MS,
    });
    rmSync(folder, { recursive: true, force: true });
  };
  return thenCleanUp(async () => {
    await git('worktree', 'add', '--quiet', '--detach', checkout, commit);
    symlinkSync(join(PROJECT_DIR, 'node_modules'), packages, 'junction');
    return catalogIn(await synthesize(checkout, onSynth), declared).catalog;
  }, cleanUp);
};

/**
 * What to compare with: a folder with a synthesized app, a file with a catalog as JSON, or a revision of this checkout.
 *
 * @param declared for apps of before there was a catalog
 */
export const baseCatalog = async (base: string, declared: Declarations, onSynth: () => void): Promise<Catalog> => {
  const path = resolve(base);
  if (existsSync(path)) return statSync(path).isDirectory() ? catalogIn(path, declared).catalog : savedCatalog(path);
  const commit = await commitOf(base);
  if (commit !== undefined) return catalogAt(commit, declared, onSynth);
  throw new CommandFailure(
    `'${plain(base)}' is no synthesized app, no file with a catalog and no revision of this checkout. Say for instance main.`,
  );
};
