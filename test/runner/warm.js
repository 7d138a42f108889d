import { createRequire } from 'node:module';
import circus from 'jest-circus/runner';
import { noteCpu } from './cpu.ts';
import { restoreEnvironment } from './environment.ts';
import { restoreGlobals, setGlobals } from './globals.ts';
import { loadTests } from './modules.ts';

const require = createRequire(import.meta.url);
/** By these symbols Jest's parts find what they share in a context: the handlers of events, and the limit of `jest.setTimeout`. */
const SHARED = [Symbol.for('EVENT_HANDLERS'), Symbol.for('TEST_TIMEOUT_SYMBOL')];

/** Without a test, a handler or a limit of the file before. */
const loadAgain = (path) => {
  for (const name of SHARED) delete globalThis[name];
  delete require.cache[require.resolve(path)];
  return require(path);
};

/** What `jest-circus/runner` asks of a runtime, by Node itself. */
const RUNTIME = {
  requireInternalModule: loadAgain,
  requireModule: require,
  setGlobalsForRuntime: setGlobals,
  unstable_shouldLoadAsEsm: () => true,
  unstable_importModule: loadTests,
  enterTestCode: () => undefined,
  leaveTestCode: () => undefined,
};

/** Layers whose files keep a context each, with everything loaded anew by Jest. */
const COLD = /\/test\/(?:architecture|compat|contract|emulator|engine|makers|simulation|store)\//;

/**
 * Runs a test file as `jest-circus/runner` does, but in the worker's own context: packages and Folio's sources are loaded once for all
 * files of a worker, by Node, and the modules below `test` anew for each file.
 */
// biome-ignore lint/style/noDefaultExport: Jest loads a runner of tests by its default export.
export default async function runFile(globalConfig, config, environment, jestRuntime, testPath, sendMessageToJest) {
  const runtime = COLD.test(testPath) ? jestRuntime : RUNTIME;
  const env = { ...process.env };
  try {
    return await noteCpu(testPath, () =>
      circus.default(globalConfig, config, environment, runtime, testPath, sendMessageToJest),
    );
  } finally {
    restoreGlobals();
    restoreEnvironment(env);
  }
}
