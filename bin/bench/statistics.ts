/** The value below which this share of the others lies; 0 of nothing. `sorted` rises. */
export const percentile = (sorted: readonly number[], fraction: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * fraction))] ?? 0;

export const rising = (values: readonly number[]): readonly number[] => [...values].sort((a, b) => a - b);

/** The one in the middle, of an even number the mean of two: what one pause of the machine does not move. 0 of nothing. */
export const median = (values: readonly number[]): number => {
  const sorted = rising(values);
  const half = sorted.length / 2;
  return ((sorted[Math.floor(half)] ?? 0) + (sorted[Math.ceil(half) - 1] ?? 0)) / 2;
};

/**
 * How many times as much one is than the other, from rounds in which both were measured one after the other: the median of the
 * rounds' own ratios, since what changes on a machine from round to round changes both.
 */
export const ratioOfRounds = (rounds: readonly (readonly [number, number])[]): number =>
  median(rounds.map(([value, base]) => value / base));
