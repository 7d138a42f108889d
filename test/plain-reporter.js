/** Ends a run with one plain line, `N passed, N failed`, which scripts and CI can read without parsing Jest's own summary. */
// biome-ignore lint/style/noDefaultExport: Jest loads a reporter by its default export.
export default class PlainReporter {
  onRunComplete(_contexts, results) {
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
    const skipped = results.numPendingTests > 0 ? `, ${results.numPendingTests} skipped` : '';
    process.stdout.write(`\n${results.numPassedTests} passed, ${failed} failed${skipped}\n`);
  }
}
