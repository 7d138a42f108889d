import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** Everything that the assembly is made from, from the repository's root. */
export const ASSEMBLY_SOURCES = [
  'bin/app.ts',
  'lib',
  'functions',
  'clients/typescript/src',
  'console',
  'docs/runbooks',
  'cdk.json',
  'package-lock.json',
] as const;

const WITHIN_MS = 5_000;

const git = (dir: string, ...args: readonly string[]): string =>
  execFileSync('git', ['-C', dir, ...args, '--', ...ASSEMBLY_SOURCES], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    timeout: WITHIN_MS,
  }).trim();

/**
 * The last commit that changed what is deployed, with `-dirty` where something of it is not committed. A commit of anything else
 * leaves it, and with it the assembly, as it is. Undefined where `projectDir` is no checkout, or no git is there to ask: the release
 * log then does without.
 */
export const sourceCommit = (projectDir: string): string | undefined => {
  // A folder within somebody else's checkout has no commit of its own.
  if (!existsSync(join(projectDir, '.git'))) return undefined;
  try {
    const commit = git(projectDir, 'log', '-1', '--format=%H');
    if (commit === '') return undefined;
    return git(projectDir, 'status', '--porcelain') === '' ? commit : `${commit}-dirty`;
  } catch {
    return undefined; // no deployment fails for want of git
  }
};
