import { Worker } from 'node:worker_threads';
import type { Options } from './simulate.ts';
import type { SeedReport, WorkerJob } from './worker.ts';

export interface Seeds {
  readonly first: number;
  readonly count: number;
  readonly workers: number;
  readonly options: Options;
  /** The program of a worker: these sources, unless it is built from changed ones. */
  readonly program?: URL;
  /** Told of each seed; false ends all. */
  readonly onSeed: (report: SeedReport) => boolean;
}

const PROGRAM = new URL('./worker.ts', import.meta.url);

/** Runs seeds on several threads. A seed is whole in one of them, so nothing of it depends on how many they are. */
export const runSeeds = async ({ first, count, workers, options, program = PROGRAM, onSeed }: Seeds): Promise<void> => {
  const threads = Array.from({ length: Math.min(workers, count) }, (_, at) => {
    const job: WorkerJob = { first: first + at, end: first + count, stride: workers, options };
    return new Worker(program, { workerData: job });
  });
  const ended = threads.map(
    (thread) =>
      new Promise<void>((resolve, reject) => {
        thread.on('message', (report: SeedReport) => {
          if (!onSeed(report)) for (const each of threads) void each.terminate();
        });
        thread.on('error', reject).on('exit', () => resolve());
      }),
  );
  await Promise.all(ended);
};
