import { writeSync } from 'node:fs';

/**
 * Ends a run with one plain line, `N passed, N failed`, which scripts and CI can read without parsing Jest's own summary. It is
 * written when the process ends, so that nothing comes after it.
 */
// biome-ignore lint/style/noDefaultExport: Jest loads a reporter by its default export.
export default class PlainReporter {
  onRunComplete(_contexts, results) {
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
    const skipped = results.numPendingTests > 0 ? `${results.numPendingTests} skipped\n` : '';
    process.once('exit', () => writeSync(1, `\n${skipped}${results.numPassedTests} passed, ${failed} failed\n`));
  }
}
