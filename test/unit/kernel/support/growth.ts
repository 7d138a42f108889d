const ROUNDS = 6;

const bestMs = (work: () => unknown): number => {
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS; round += 1) {
    const from = process.cpuUsage();
    for (let i = 0; i < 2; i += 1) work();
    const { user, system } = process.cpuUsage(from);
    best = Math.min(best, user + system);
  }
  return best;
};

const LOOKS_MAX = 3;

/**
 * How many times the work of a fourfold input is that of the input: 4 where it is linear, 16 where it is quadratic. The best of
 * several rounds each, in CPU time of this process, so that a busy machine changes little.
 */
export const growth = (work: (size: number) => () => unknown, size: number): number => {
  const [small, large] = [work(size), work(4 * size)];
  bestMs(small);
  let least = Number.POSITIVE_INFINITY;
  // The process' CPU time counts its collector too, which one measurement may meet and the next does not.
  for (let looks = 0; looks < LOOKS_MAX && least >= GROWTH_MAX; looks += 1)
    least = Math.min(least, bestMs(large) / Math.max(1, bestMs(small)));
  return least;
};

/** Between linear and quadratic, by their geometric mean. */
export const GROWTH_MAX = 8;
