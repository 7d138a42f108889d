import { writeSync } from 'node:fs';

const EMULATOR = /emulator/;

/**
 * Ends a run with one plain line, `N passed, N failed`, which scripts and CI can read without parsing Jest's own summary. It is
 * written when the process ends, so that nothing comes after it.
 */
// biome-ignore lint/style/noDefaultExport: Jest loads a reporter by its default export.
export default class PlainReporter {
  #isWhole;

  constructor({ testPathPatterns }) {
    this.#isWhole = testPathPatterns.patterns.length === 0;
  }

  onRunComplete(contexts, results) {
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
    const skipped = results.numPendingTests > 0 ? `${results.numPendingTests} skipped\n` : '';
    const leftOut =
      this.#isWhole &&
      [...contexts].some(({ config }) => config.testPathIgnorePatterns.some((one) => EMULATOR.test(one)))
        ? 'The deployment to an emulator of AWS was left out: npm run test:emulator\n'
        : '';
    process.once('exit', () =>
      writeSync(1, `\n${leftOut}${skipped}${results.numPassedTests} passed, ${failed} failed\n`),
    );
  }
}
