import { readFileSync } from 'node:fs';
import { enableCompileCache, registerHooks, stripTypeScriptTypes } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const ROOT = join(import.meta.dirname, '..', '..');
const GLOBALS = pathToFileURL(join(import.meta.dirname, 'globals.ts')).href;
const TESTS = pathToFileURL(join(ROOT, 'test/')).href;
/** What is kept for all files of a worker, and says so by its place. */
const KEPT = pathToFileURL(join(import.meta.dirname, '/')).href;
const AGAIN = /\?again=\d+$/;

const sources = new Map<string, string>();
let loads = 0;

/** A module below `test` without its types, read once in a worker. */
const sourceOf = (url: string): string => {
  const path = fileURLToPath(url.replace(AGAIN, ''));
  const source = sources.get(path) ?? stripTypeScriptTypes(readFileSync(path, 'utf8'));
  sources.set(path, source);
  return source;
};

const isOfTests = (url: string): boolean => url.startsWith(TESTS) && url.endsWith('.ts') && !url.startsWith(KEPT);

enableCompileCache(join(ROOT, 'node_modules', '.cache', 'folio-tests-compiled'));
registerHooks({
  resolve: (specifier, context, next) => {
    if (specifier === '@jest/globals') return { url: GLOBALS, format: 'module', shortCircuit: true };
    const found = next(specifier, context);
    const again = AGAIN.exec(context.parentURL ?? '')?.[0];
    return again !== undefined && isOfTests(found.url) ? { ...found, url: found.url + again } : found;
  },
  load: (url, context, next) =>
    AGAIN.test(url) ? { format: 'module', source: sourceOf(url), shortCircuit: true } : next(url, context),
});

/** Evaluates a test file, and all modules below `test` that it imports, once more. */
export const loadTests = async (path: string): Promise<void> => {
  loads += 1;
  await import(`${pathToFileURL(path).href}?again=${loads}`);
};
