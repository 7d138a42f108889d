import { readFileSync } from 'node:fs';
import { registerHooks, stripTypeScriptTypes } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';

const GLOBALS = pathToFileURL(`${import.meta.dirname}/globals.ts`).href;
const AGAIN = /\?again=\d+$/;
const sources = new Map<string, string>();
let loads = 0;

/** A test file without its types, read once. */
const sourceOf = (url: string): string => {
  const path = fileURLToPath(url.replace(AGAIN, ''));
  const source = sources.get(path) ?? stripTypeScriptTypes(readFileSync(path, 'utf8'));
  sources.set(path, source);
  return source;
};

/** From here on tests find the parts of Jest that need no Jest around them, and a test file can be loaded once more. */
export const registerModules = (): void => {
  registerHooks({
    resolve: (specifier, context, next) =>
      specifier === '@jest/globals' ? { url: GLOBALS, shortCircuit: true } : next(specifier, context),
    load: (url, context, next) =>
      AGAIN.test(url) ? { format: 'module', source: sourceOf(url), shortCircuit: true } : next(url, context),
  });
};

/** Evaluates a test file anew. What it imports stays as it is. */
export const loadAgain = async (path: string): Promise<void> => {
  loads += 1;
  await import(`${pathToFileURL(path).href}?again=${loads}`);
};
