import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from '@jest/globals';

const make = (name: string): string => mkdtempSync(join(tmpdir(), `folio-${name}-`));
const remove = (path: string): void => rmSync(path, { recursive: true, force: true });

/** A folder for one test file; `remove` belongs into `afterAll`. */
export const temporaryFolder = (name = 'test'): { readonly path: string; readonly remove: () => void } => {
  const path = make(name);
  return { path, remove: () => remove(path) };
};

/** Makes folders that are removed after each test. */
export const temporaryFolders = (name = 'test'): (() => string) => {
  const folders: string[] = [];
  afterEach(() => {
    for (const folder of folders.splice(0)) remove(folder);
  });
  return () => {
    const folder = make(name);
    folders.push(folder);
    return folder;
  };
};
