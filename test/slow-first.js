import Sequencer from '@jest/test-sequencer';

/** Tests over whole clouds, every call of every story, the whole app synthesized: their files are small and take minutes. */
const SLOW = /\/test\/(?:emulator|compat|e2e|store\/faults|infra)\//;

/**
 * Starts with the slowest. Where Jest has no timings of an earlier run it takes the largest file first, and would end with one
 * of these alone, beside an idle worker.
 */
// biome-ignore lint/style/noDefaultExport: Jest loads a sequencer by its default export.
export default class SlowFirst extends Sequencer {
  sort(tests) {
    return super.sort(tests).toSorted((a, b) => Number(SLOW.test(b.path)) - Number(SLOW.test(a.path)));
  }
}
