/** glibc keeps a heap for every thread that allocates; two are enough for ours, and spare some 50 MB. */
const ARENAS = '2';
/** MB. The local cloud's objects die young; a larger nursery only holds more of them (and one is held by every thread). */
const SEMI_SPACE = '--max-semi-space-size=2';
/** Threads that share the collection of so small a nursery cost more than they spare: a tenth of all CPU. */
const SCAVENGE_ALONE = '--no-parallel-scavenge';
/** Percent by which a heap may outgrow what lives in it before all of it is collected; V8's own bound for small heaps is some 300. */
const HEAP_GROWTH = '--heap-growing-percent=40';

/**
 * Starts this very process over with settings that have to be there before Node starts: same process id, same arguments, less
 * memory. Does nothing where that cannot be done, or has been.
 */
export const startLean = (): void => {
  if (process.platform !== 'linux' || process.env.MALLOC_ARENA_MAX !== undefined) return;
  const args = [
    process.execPath,
    ...process.execArgv,
    SEMI_SPACE,
    SCAVENGE_ALONE,
    HEAP_GROWTH,
    ...process.argv.slice(1),
  ];
  process.execve?.(process.execPath, args, { ...process.env, MALLOC_ARENA_MAX: ARENAS });
};
