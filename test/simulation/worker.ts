import { parentPort, workerData } from 'node:worker_threads';
import { type Options, simulate } from './simulate.ts';

/** What a worker is told: every `stride`th seed from `first` on. */
export interface WorkerJob {
  readonly first: number;
  readonly end: number;
  readonly stride: number;
  readonly options: Options;
}

/** What it says of each seed. */
export interface SeedReport {
  readonly seed: number;
  readonly profile: string;
  readonly steps: number;
  readonly violation: { readonly invariant: string; readonly message: string } | undefined;
  readonly met: readonly (readonly [string, number])[];
  readonly reached: readonly (readonly [string, number])[];
}

// Refusals are errors too, and nobody reads where most of them come from: who replays a seed does.
Error.stackTraceLimit = 0;
const { first, end, stride, options } = workerData as WorkerJob;
for (let seed = first; seed < end; seed += stride) {
  const { violation, script, met, reached, profile } = await simulate(seed, { ...options, isHashed: false });
  const { invariant = '', message = '' } = violation ?? {};
  const report: SeedReport = {
    seed,
    profile,
    steps: script.length,
    violation: violation && { invariant, message },
    met: [...met],
    reached: [...reached],
  };
  parentPort?.postMessage(report);
}
