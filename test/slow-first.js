import Sequencer from '@jest/test-sequencer';

/** Tests over whole clouds, every call of every story, the whole app synthesized: their files are small and take minutes. */
const SLOW = /\/test\/(?:emulator|compat|e2e|store\/faults|infra)\//;
/** The longest of them, the longest first: whichever begins last ends the run beside an idle worker. */
const LONGEST = [
  ...[
    'emulator/deployed',
    'store/faults/call-by-call',
    'e2e/deploy',
    'compat/flips',
    'e2e/dead-on-arrival',
    'e2e/drill',
  ],
  ...['e2e/webhooks-chaos', 'e2e/console', 'e2e/runbooks', 'e2e/chaos', 'infra/nag', 'infra/templates', 'e2e/rollback'],
  ...['store/faults/transport', 'e2e/release-watch', 'e2e/bench', 'infra/synth', 'e2e/nobody-reads'],
].map((name) => `/test/${name}.test.ts`);

/** Lower comes sooner. */
const rankOf = ({ path }) => {
  const place = LONGEST.findIndex((end) => path.endsWith(end));
  if (place >= 0) return place;
  return LONGEST.length + (SLOW.test(path) ? 0 : 1);
};

/**
 * Starts with the slowest. Where Jest has no timings of an earlier run it takes the largest file first, and would end with one
 * of these alone, beside an idle worker.
 */
// biome-ignore lint/style/noDefaultExport: Jest loads a sequencer by its default export.
export default class SlowFirst extends Sequencer {
  sort(tests) {
    return super.sort(tests).toSorted((a, b) => rankOf(a) - rankOf(b));
  }
}
