import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';

export interface StoredCode {
  /** SHA-256 over names and contents, hex. */
  readonly code: string;
  readonly codeSize: number;
}

const filesOf = (root: string): readonly string[] =>
  readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((name) => statSync(join(root, name)).isFile())
    .sort();

const digest = (root: string): StoredCode => {
  const hash = createHash('sha256');
  let codeSize = 0;
  for (const name of filesOf(root)) {
    const bytes = readFileSync(join(root, name));
    hash.update(`${name}\n${bytes.length}\n`).update(bytes);
    codeSize += bytes.length;
  }
  return { code: hash.digest('hex'), codeSize };
};

/** Where a published version's code lives: the local cloud's own copy, so that a rebuilt or deleted assembly takes nothing away. */
export const codeDir = (root: string, code: string): string => join(root, 'code', code);

/** Where the engine keeps what it has compiled of that code: the next environment reads it instead of compiling anew. */
export const compiledDir = (root: string, code: string): string => join(root, 'compiled', code);

/** Copies an asset directory under its digest, once; a half-made copy of a crash is never taken for a whole one. */
export const storeCode = (root: string, asset: string): StoredCode => {
  const stored = digest(asset);
  const target = codeDir(root, stored.code);
  if (existsSync(target)) return stored;
  const draft = `${target}.${process.pid}.new`;
  mkdirSync(join(root, 'code'), { recursive: true, mode: 0o700 });
  rmSync(draft, { recursive: true, force: true });
  cpSync(asset, draft, { recursive: true });
  renameSync(draft, target);
  return stored;
};

/** Takes away the code that no version has any more, what was compiled of it, and what a crash has left half-made. */
export const keepOnlyCode = (root: string, inUse: ReadonlySet<string>): void => {
  for (const folder of [join(root, 'code'), join(root, 'compiled')]) {
    for (const code of existsSync(folder) ? readdirSync(folder) : []) {
      if (!inUse.has(code)) rmSync(join(folder, code), { recursive: true, force: true });
    }
  }
};
